#include "core/base/Clock.h"

#include <array>
#include <cerrno>
#include <cstdlib>
#include <sys/random.h>

namespace syncline {

DateTime SystemClock::now() const
{
    using namespace std::chrono;
    return {floor<milliseconds>(system_clock::now().time_since_epoch()).count()};
}

std::chrono::steady_clock::time_point SystemClock::steady() const
{
    return std::chrono::steady_clock::now();
}

double Random::real()
{
    return static_cast<double>(next() >> 11U) * 0x1.0p-53; // 53 bits: every result is exact
}

std::string Random::uuid()
{
    std::array<unsigned char, 16> bytes{};
    fill(bytes.data(), bytes.size());
    bytes[6] = static_cast<unsigned char>((bytes[6] & 0x0FU) | 0x40U); // version 4
    bytes[8] = static_cast<unsigned char>((bytes[8] & 0x3FU) | 0x80U); // RFC 4122

    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    text.reserve(36);
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        if (i == 4 || i == 6 || i == 8 || i == 10)
            text += '-';
        text += digits[bytes[i] >> 4U];
        text += digits[bytes[i] & 0x0FU];
    }
    return text;
}

std::uint64_t SystemRandom::next()
{
    std::array<unsigned char, 8> bytes{};
    fill(bytes.data(), bytes.size());
    std::uint64_t number = 0;
    for (const unsigned char byte : bytes)
        number = (number << 8U) | byte;
    return number;
}

void SystemRandom::fill(unsigned char *bytes, std::size_t count)
{
    while (count > 0) {
        const ssize_t got = getrandom(bytes, count, 0);
        if (got < 0) {
            if (errno == EINTR)
                continue;
            std::abort(); // no kernel we run on; weak secrets would be worse than no
                          // program
        }
        bytes += got;
        count -= static_cast<std::size_t>(got);
    }
}

} // namespace syncline
