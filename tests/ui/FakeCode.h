#pragma once

#include "tests/support/FakeEngine.h"

namespace syncline {

/** Gives the shop's scripts a text, the engine a part of the real API table, and a check that
 * finds the word "retrun" and a missing last `end`. */
void addFakeCode(FakeEngine &engine);

} // namespace syncline
