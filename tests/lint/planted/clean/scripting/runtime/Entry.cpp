#include "core/base/Value.h"

#include <lua.hpp>

void guard()
{
    try {
        call();
    } catch (const std::exception &) {
    }
}
