# Installs the build to a prefix of its own, then builds and runs the stranger's project against it.

# run(COMMAND...): stops the test unless it succeeds; leaves its words in ${said}.
macro(run)
  execute_process(COMMAND ${ARGN} RESULT_VARIABLE failed OUTPUT_VARIABLE said ERROR_VARIABLE complained)
  if(failed)
    string(REPLACE ";" " " command "${ARGN}")
    message(FATAL_ERROR "${command}\nended with ${failed}\n${said}\n${complained}")
  endif()
endmacro()

# require(TEXT WORDS WHAT): WORDS must occur in TEXT.
function(require text words what)
  string(FIND "${text}" "${words}" at)
  if(at EQUAL -1)
    message(FATAL_ERROR "${what} lacks \"${words}\":\n${text}")
  endif()
endfunction()

# The first ```cpp block of the README is what a newcomer copies: it must build and run as it stands.
function(extract_sample to)
  file(READ "${README}" text)
  string(FIND "${text}" "```cpp\n" begin)
  if(begin EQUAL -1)
    message(FATAL_ERROR "${README} has no C++ sample")
  endif()
  math(EXPR begin "${begin} + 7")
  string(SUBSTRING "${text}" ${begin} -1 text)
  string(FIND "${text}" "```" end)
  string(SUBSTRING "${text}" 0 ${end} text)
  file(WRITE "${to}" "${text}")
endfunction()

file(REMOVE_RECURSE "${WORK}")
set(prefix "${WORK}/prefix")
run(${CMAKE_COMMAND} --install ${BUILD} --prefix ${prefix})

file(COPY "${STRANGER}/" DESTINATION "${WORK}/stranger")
extract_sample("${WORK}/stranger/readme_sample.cc")
run(${CMAKE_COMMAND} -S ${WORK}/stranger -B ${WORK}/build -G ${GENERATOR} "-DCMAKE_PREFIX_PATH=${prefix}"
    -DCMAKE_CXX_COMPILER=${COMPILER} -DCMAKE_C_COMPILER=${C_COMPILER} "-DCMAKE_CXX_FLAGS=${FLAGS}"
    -DCMAKE_BUILD_TYPE=${BUILD_TYPE})
run(${CMAKE_COMMAND} --build ${WORK}/build)

run(${WORK}/build/grade_heights)
require("${said}" "wedge grade 2" "grade_heights")

run(${prefix}/bin/openvfa --version)
require("${said}" "openvfa " "openvfa --version")
run(${prefix}/bin/openvfa phantom --quiet --out ${WORK}/films --seed 7 --framing lumbar --format dicom)
run(${WORK}/build/readme_sample ${WORK}/films/phantom-7-00000.dcm)
require("${said}" "L3: grade " "the README's sample")
require("${said}" "Spinal Deformity Index" "the README's sample")
