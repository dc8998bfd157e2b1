# What every first-party target is compiled with. Nothing else in the project sets flags.

option(SYNCLINE_UI "Build the window (needs Qt Widgets, Qt SVG and QScintilla)" ON)
option(SYNCLINE_TESTS "Build the tests" ON)
option(SYNCLINE_BENCH "Build the benchmarks" OFF)
option(SYNCLINE_NIGHTLY "Register the tests labelled nightly, which take minutes" OFF)
option(SYNCLINE_FUZZ "Build the libFuzzer targets (clang only)" OFF)
option(SYNCLINE_PCH "Use precompiled headers" ON)
option(SYNCLINE_WERROR "Treat warnings as errors" ON)
set(SYNCLINE_SANITIZE "none" CACHE STRING "none, address (with undefined) or thread")
set_property(CACHE SYNCLINE_SANITIZE PROPERTY STRINGS none address thread)

if(NOT CMAKE_BUILD_TYPE)
    set(CMAKE_BUILD_TYPE RelWithDebInfo)
endif()
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_CXX_SCAN_FOR_MODULES OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
# Line tables are what a stack trace needs; full information for a debugger costs a quarter of the
# time that the build takes.
set(CMAKE_CXX_FLAGS_RELWITHDEBINFO "-O2 -g1 -DNDEBUG")
set(CMAKE_AUTOUIC OFF) # no .ui files: views are built in code

add_library(syncline_options INTERFACE)
target_compile_features(syncline_options INTERFACE cxx_std_20)
target_compile_definitions(syncline_options INTERFACE
    QT_NO_CAST_FROM_ASCII QT_NO_CAST_TO_ASCII QT_NO_CAST_FROM_BYTEARRAY
    QT_NO_URL_CAST_FROM_STRING QT_NO_FOREACH QT_NO_KEYWORDS
    QT_NO_NARROWING_CONVERSIONS_IN_CONNECT QT_STRICT_ITERATORS
    QT_USE_QSTRINGBUILDER QT_DISABLE_DEPRECATED_BEFORE=0x060400
    $<$<CONFIG:Debug>:_GLIBCXX_ASSERTIONS>)
target_compile_options(syncline_options INTERFACE
    -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wnon-virtual-dtor
    -Woverloaded-virtual -Wold-style-cast -Wcast-qual -Wimplicit-fallthrough
    $<$<BOOL:${SYNCLINE_WERROR}>:-Werror>
    # g++ 12 reports these wrongly inside its own inlined std::string and std::variant.
    $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict>
    $<$<AND:$<CXX_COMPILER_ID:GNU>,$<CONFIG:RelWithDebInfo>>:-Wno-array-bounds;-Wno-stringop-overflow>
    $<$<AND:$<CXX_COMPILER_ID:GNU>,$<OR:$<CONFIG:RelWithDebInfo>,$<NOT:$<STREQUAL:${SYNCLINE_SANITIZE},none>>>>:-Wno-maybe-uninitialized>
    # In a unity build a coroutine's frame holds lambdas of an included file, and a parameter may be
    # called as a constant of the file before it.
    $<$<AND:$<CXX_COMPILER_ID:GNU>,$<BOOL:${CMAKE_UNITY_BUILD}>>:-Wno-subobject-linkage;-Wno-shadow>
    # clang: a tag of ours on a Qt or Boost type is none of its business.
    $<$<CXX_COMPILER_ID:Clang>:-Wno-unknown-warning-option>)

# Debug information once per object and not once per test program. The index of public names alone
# would be 110 MB in each.
if(SYNCLINE_SANITIZE STREQUAL "none")
    target_compile_options(syncline_options INTERFACE
        $<$<AND:$<CONFIG:Debug>,$<CXX_COMPILER_ID:GNU>>:-gsplit-dwarf;-gno-pubnames>)
elseif(SYNCLINE_SANITIZE STREQUAL "address")
    # Left out are the checks of pointers that AddressSanitizer or the processor make, too, and those of
    # virtual tables: they are in every call of Qt, and a third of the time that this build takes.
    set(flags -fsanitize=address,undefined -fno-sanitize=null,alignment,object-size,vptr
        -fno-sanitize-recover=all -fno-omit-frame-pointer)
    target_compile_options(syncline_options INTERFACE ${flags} -O1 -g1)
    # 250 programs of 100 MB each fill a small disk.
    target_link_options(syncline_options INTERFACE ${flags} -Wl,--compress-debug-sections=zlib)
elseif(SYNCLINE_SANITIZE STREQUAL "thread")
    set(flags -fsanitize=thread -fno-omit-frame-pointer)
    target_compile_options(syncline_options INTERFACE ${flags} -O1 -g1
        $<$<CXX_COMPILER_ID:GNU>:-Wno-tsan>)
    target_link_options(syncline_options INTERFACE ${flags})
else()
    message(FATAL_ERROR "SYNCLINE_SANITIZE is \"${SYNCLINE_SANITIZE}\"; it can be none, address or thread")
endif()
# After syncline_options: the code of a test runs once; what it tests is what matters.
add_library(syncline_test_options INTERFACE)
if(SYNCLINE_SANITIZE STREQUAL "address")
    target_compile_options(syncline_test_options INTERFACE -O0 -fno-sanitize=undefined)
endif()

if(SYNCLINE_FUZZ)
    if(NOT CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
        message(FATAL_ERROR "SYNCLINE_FUZZ needs clang++ (use the preset fuzz)")
    endif()
    target_compile_options(syncline_options INTERFACE -fsanitize=fuzzer-no-link)
endif()

find_program(SYNCLINE_MOLD mold)
if(SYNCLINE_MOLD)
    target_link_options(syncline_options INTERFACE -fuse-ld=mold)
endif()

# ccache can reuse objects built with a precompiled header only when it may ignore the header's
# time stamps and the macros seen before it; those of another build folder only when paths are taken
# as relative to it.
find_program(SYNCLINE_CCACHE ccache)
if(SYNCLINE_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
    set(CMAKE_CXX_COMPILER_LAUNCHER
        env CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
        CCACHE_BASEDIR=${PROJECT_SOURCE_DIR} CCACHE_NOHASHDIR=1
        ${SYNCLINE_CCACHE})
    if(SYNCLINE_PCH)
        target_compile_options(syncline_options INTERFACE
            $<$<CXX_COMPILER_ID:GNU>:-fpch-preprocess>)
    endif()
endif()
