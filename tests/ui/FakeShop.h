#pragma once

#include "tests/support/FakeEngine.h"

#include "core/base/Clock.h"

#include <memory>

namespace syncline {

/** The time in all pictures and tests of the window. */
class FixedClock final : public Clock
{
public:
    [[nodiscard]] DateTime now() const override { return time; }
    [[nodiscard]] std::chrono::steady_clock::time_point steady() const override { return {}; }
    DateTime time{1'714'557'600'000}; ///< 2024-05-01 10:00 UTC
};

/** A shop with products, customers, orders, actions, connections, runs and logs, in every state
 * worth a look. */
std::shared_ptr<FakeEngine> makeFakeShop();
/** What became of the first product, and products that are gone; part of makeFakeShop(). */
void fillHistories(FakeEngine &engine, DateTime at);
/** The same project with nothing in it. */
std::shared_ptr<FakeEngine> makeEmptyShop();
/** @p rows products that exist only when looked at. */
void makeVirtual(FakeEngine &engine, std::int64_t rows);
/** A sync of the shop under way. */
RunInfo runningSync();

} // namespace syncline
