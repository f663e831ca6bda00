# Install rules and the package that find_package(openvfa) reads.
include(CMakePackageConfigHelpers)
get_property(modules GLOBAL PROPERTY OPENVFA_MODULES)
install(TARGETS ${modules} EXPORT openvfa-targets FILE_SET HEADERS
        ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(EXPORT openvfa-targets NAMESPACE openvfa::
        DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/openvfa)
configure_package_config_file(cmake/openvfa-config.cmake.in openvfa-config.cmake
        INSTALL_DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/openvfa)
write_basic_package_version_file(openvfa-config-version.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/openvfa-config.cmake
              ${CMAKE_CURRENT_BINARY_DIR}/openvfa-config-version.cmake
        DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/openvfa)
install(FILES LICENSE README.md DESTINATION ${CMAKE_INSTALL_DOCDIR})
