#pragma once

#include "core/base/Value.h"

#include <chrono>
#include <cstdint>
#include <string>

namespace syncline {

/** Where the time comes from; injected, so that tests need not wait. Thread-safe. */
class Clock
{
public:
    virtual ~Clock() = default;
    /** Wall clock, UTC. May jump. */
    [[nodiscard]] virtual DateTime now() const = 0;
    /** Monotonic; for durations and deadlines. */
    [[nodiscard]] virtual std::chrono::steady_clock::time_point steady() const = 0;
};

class SystemClock final : public Clock
{
public:
    [[nodiscard]] DateTime now() const override;
    [[nodiscard]] std::chrono::steady_clock::time_point steady() const override;
};

/** Where randomness comes from; injected. Thread-safe. */
class Random
{
public:
    virtual ~Random() = default;
    virtual std::uint64_t next() = 0;
    virtual void fill(unsigned char *bytes, std::size_t count) = 0;
    /** In [0, 1). */
    double real();
    /** RFC 4122 version 4, lower case. */
    std::string uuid();
};

/** From the operating system; fit for secrets. */
class SystemRandom final : public Random
{
public:
    std::uint64_t next() override;
    void fill(unsigned char *bytes, std::size_t count) override;
};

} // namespace syncline
