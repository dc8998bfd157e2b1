# Every package that the build uses. With SYNCLINE_UI=OFF none of them is a GUI package.

find_package(Threads REQUIRED)
find_package(PkgConfig REQUIRED)

find_package(Qt6 6.4 REQUIRED COMPONENTS Core Network)
if(SYNCLINE_TESTS)
    find_package(Qt6 6.4 REQUIRED COMPONENTS Test)
    # It defines two macros that differ in every folder, which no shared precompiled header bears.
    set_property(TARGET Qt6::Test PROPERTY INTERFACE_COMPILE_DEFINITIONS QT_TESTLIB_LIB)
endif()
find_package(Qt6Keychain REQUIRED)
find_package(SQLite3 3.40 REQUIRED)
find_package(simdjson 3.0 REQUIRED)
find_package(Boost 1.74 REQUIRED) # headers only: Beast and Asio
find_package(ZLIB 1.2 REQUIRED)
pkg_check_modules(SODIUM REQUIRED IMPORTED_TARGET libsodium)
pkg_check_modules(XXHASH REQUIRED IMPORTED_TARGET libxxhash)
find_package(EXPAT REQUIRED)
pkg_check_modules(LIBZIP REQUIRED IMPORTED_TARGET libzip)
pkg_check_modules(XLSXWRITER REQUIRED IMPORTED_TARGET xlsxwriter)
# Lua built as C++: an error unwinds the stack instead of jumping over destructors.
# Never link the C build (find_package(Lua) finds that one) into the same program.
pkg_check_modules(LUACPP REQUIRED IMPORTED_TARGET lua5.4-c++)

if(SYNCLINE_UI)
    find_package(Qt6 6.4 REQUIRED COMPONENTS Widgets Svg PrintSupport Charts)
    find_package(QScintilla REQUIRED)
endif()
if(SYNCLINE_TESTS)
    find_package(rapidcheck REQUIRED)
endif()
if(SYNCLINE_BENCH)
    find_package(benchmark REQUIRED)
endif()

qt_standard_project_setup()
