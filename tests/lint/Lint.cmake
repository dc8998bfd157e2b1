# Shared by the lint scripts. Each runs as
#     cmake -DSOURCE_DIR=<tree> -P tests/lint/<lint>.cmake
# prints every violation as "path:line: sentence" and fails if there was one.

cmake_minimum_required(VERSION 3.25)

if(NOT SOURCE_DIR)
    message(FATAL_ERROR "say which tree: -DSOURCE_DIR=…")
endif()
set(violations 0)

# lint_files(<variable> <folder…>): our C++ files under the folders, relative to SOURCE_DIR.
function(lint_files variable)
    set(patterns "")
    foreach(folder IN LISTS ARGN)
        list(APPEND patterns "${SOURCE_DIR}/${folder}/*.h" "${SOURCE_DIR}/${folder}/*.cpp")
    endforeach()
    file(GLOB_RECURSE files RELATIVE "${SOURCE_DIR}" ${patterns})
    list(FILTER files EXCLUDE REGEX "^tests/lint/planted/")
    set(${variable} "${files}" PARENT_SCOPE)
endfunction()

# lint_violation(<file> <line or 0> <sentence>)
macro(lint_violation file line sentence)
    math(EXPR violations "${violations} + 1")
    if("${line}" GREATER 0)
        message("${file}:${line}: ${sentence}")
    else()
        message("${file}: ${sentence}")
    endif()
endmacro()

# lint_code(<file> <variable>): the text without comments, every line still where it was.
function(lint_code file variable)
    file(READ "${SOURCE_DIR}/${file}" text)
    string(REGEX REPLACE "/\\*[^\n]*\\*/" "" text "${text}")
    string(REGEX REPLACE "\n[ \t]*/?\\*[^\n]*" "\n" text "\n${text}")
    string(REGEX REPLACE "//[^\n]*" "" text "${text}")
    string(SUBSTRING "${text}" 1 -1 text)
    set(${variable} "${text}" PARENT_SCOPE)
endfunction()

# lint_line_at(<text> <offset> <variable>): the line number of an offset.
function(lint_line_at text offset variable)
    string(SUBSTRING "${text}" 0 ${offset} before)
    string(REGEX REPLACE "[^\n]" "" before "${before}")
    string(LENGTH "${before}" line)
    math(EXPR line "${line} + 1")
    set(${variable} ${line} PARENT_SCOPE)
endfunction()

macro(lint_finish)
    if(violations GREATER 0)
        message(FATAL_ERROR "${violations} violation(s)")
    endif()
endmacro()
