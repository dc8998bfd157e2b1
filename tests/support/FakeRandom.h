#pragma once

#include "core/base/Clock.h"

#include <atomic>

namespace syncline::test {

/** The same numbers in every run (splitmix64 of a seed). Thread-safe. */
class FakeRandom final : public Random
{
public:
    explicit FakeRandom(std::uint64_t seed = 1)
        : m_state(seed)
    {
    }

    std::uint64_t next() override
    {
        std::uint64_t z = m_state.fetch_add(0x9E3779B97F4A7C15ULL) + 0x9E3779B97F4A7C15ULL;
        z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9ULL;
        z = (z ^ (z >> 27U)) * 0x94D049BB133111EBULL;
        return z ^ (z >> 31U);
    }

    void fill(unsigned char *bytes, std::size_t count) override
    {
        for (std::size_t i = 0; i < count; ++i)
            bytes[i] = static_cast<unsigned char>(next() >> 56U);
    }

private:
    std::atomic<std::uint64_t> m_state;
};

} // namespace syncline::test
