#pragma once

#include "core/base/Value.h"

#include <string>

namespace syncline {

/** "Sun, 06 Nov 1994 08:49:37 GMT" (RFC 9110); the other direction is iso::parseHttpDate. */
std::string formatHttpDate(DateTime time);
/** The system clock's. */
std::string httpDateNow();

} // namespace syncline
