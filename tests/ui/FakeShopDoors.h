#pragma once

#include "core/engine/Schemas.h"
#include "tests/support/FakeEngine.h"

namespace syncline {

/** As the real one would: new names by storage key, keys for what is new. */
void carryOut(FakeEngine &engine, const ModelChange &change);
/** Records are found by id, remote id and e-mail; values are counted as they may well be. */
void fillLookups(FakeEngine &engine);

} // namespace syncline
