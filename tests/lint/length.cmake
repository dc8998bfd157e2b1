# A file has one subject: it stops at 500 lines, a folder at 60 files, and names say what is in them.

include("${CMAKE_CURRENT_LIST_DIR}/Lint.cmake")

set(maximum 500)
lint_files(files core scripting ui app tests)
foreach(file IN LISTS files)
    file(READ "${SOURCE_DIR}/${file}" text)
    string(REGEX REPLACE "[^\n]" "" ends "${text}")
    string(LENGTH "${ends}" lines)
    if(lines GREATER maximum)
        lint_violation("${file}" ${lines} "${lines} lines; a file stops at ${maximum}, split it by subject")
    endif()
    if(file MATCHES "(Manager|Helper|Helpers|Handler|Util|Utils|Common|Misc)\\.(h|cpp)$" OR file MATCHES "/(utils|util|common|misc|helpers)/")
        lint_violation("${file}" 0 "a name that says nothing; a helper lives with its only user")
    endif()
endforeach()

lint_finish()
