#pragma once

#include "core/base/Value.h"

/**
 * Never QEventLoop, never "SELECT 1", in a comment they are allowed.
 */
class Engine
{
};
