#include <lua.hpp>
