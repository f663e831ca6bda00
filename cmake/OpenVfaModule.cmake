# One room, one target:
#   openvfa_module(NAME SOURCES a.cc ... HEADERS include/openvfa/name/a.h ...
#                  [PUBLIC openvfa::below ...] [PRIVATE third-party targets ...])
# makes the static library openvfa_NAME with alias openvfa::NAME. Public headers live under
# include/openvfa/NAME and use the standard library and Eigen only; each is compiled alone.
if(NOT CMAKE_CXX_STANDARD)
  set(CMAKE_CXX_STANDARD 20)
endif()
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/bin")

find_package(Eigen3 3.4 REQUIRED NO_MODULE)

add_library(openvfa_warnings INTERFACE)
target_compile_options(openvfa_warnings INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Werror)

function(openvfa_module name)
  cmake_parse_arguments(ARG "" "" "SOURCES;HEADERS;PUBLIC;PRIVATE" ${ARGN})
  set(target openvfa_${name})
  add_library(${target} STATIC ${ARG_SOURCES})
  add_library(openvfa::${name} ALIAS ${target})
  set_target_properties(${target} PROPERTIES EXPORT_NAME ${name} VERIFY_INTERFACE_HEADER_SETS ON)
  target_sources(${target} PUBLIC FILE_SET HEADERS BASE_DIRS include FILES ${ARG_HEADERS})
  target_include_directories(${target} PRIVATE src)
  target_compile_features(${target} PUBLIC cxx_std_20)
  target_link_libraries(${target} PUBLIC Eigen3::Eigen ${ARG_PUBLIC}
                        PRIVATE $<BUILD_INTERFACE:openvfa_warnings> ${ARG_PRIVATE})
  set_property(GLOBAL APPEND PROPERTY OPENVFA_MODULES ${target})
endfunction()
