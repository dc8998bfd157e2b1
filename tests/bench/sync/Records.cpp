#include "tests/bench/sync/Records.h"

#include <algorithm>
#include <array>

namespace syncline::bench {

namespace {

constexpr std::array words{"quiet",   "river",  "maple",  "copper", "lantern", "orchard",
                           "winter",  "signal", "harbor", "linen",  "velvet",  "cedar",
                           "granite", "meadow", "ember",  "saffron"};

class Mixer
{
public:
    explicit Mixer(std::int64_t seed)
        : m_state(static_cast<std::uint64_t>(seed) * 0x9E3779B97F4A7C15ULL + 0xD1B54A32D192ED03ULL)
    {
    }
    std::uint64_t next()
    {
        m_state ^= m_state >> 30U;
        m_state *= 0xBF58476D1CE4E5B9ULL;
        m_state ^= m_state >> 27U;
        m_state *= 0x94D049BB133111EBULL;
        m_state ^= m_state >> 31U;
        return m_state;
    }
    const char *word() { return words.at(next() % words.size()); }

private:
    std::uint64_t m_state;
};

void appendWords(std::string &out, Mixer &mixer, int count)
{
    for (int i = 0; i < count; ++i) {
        if (i > 0)
            out += ' ';
        out += mixer.word();
    }
}

} // namespace

void appendRecord(std::string &out, std::int64_t index)
{
    Mixer mixer(index);
    const std::string id = std::to_string(index + 1);
    out += "{\"id\":" + id + ",\"title\":\"";
    appendWords(out, mixer, 4);
    out += " " + id + "\",\"description\":\"";
    appendWords(out, mixer, 18);
    out += R"(","sku":"SKU-)" + id + R"(","email":"person)" + id +
           R"(@example.com","link":"https://example.com/items/)" + id + R"(","price":)" +
           std::to_string(mixer.next() % 100'000) + "." + std::to_string(10 + mixer.next() % 90) +
           ",\"quantity\":" + std::to_string(mixer.next() % 1'000) +
           ",\"rank\":" + std::to_string(mixer.next() % 1'000'000) +
           ",\"active\":" + (mixer.next() % 2 == 0 ? "true" : "false") + ",\"tags\":[\"" +
           mixer.word() + "\",\"" + mixer.word() + R"("],"kind":")" +
           (mixer.next() % 3 == 0 ? "draft" : "live") + R"(","updatedAt":"2026-0)" +
           std::to_string(1 + mixer.next() % 9) + "-1" + std::to_string(mixer.next() % 10) +
           R"(T08:15:30.000Z","category":")" + mixer.word() + "\"}";
}

std::string page(std::int64_t offset, std::int64_t total)
{
    std::string out = "{\"items\":[";
    const std::int64_t end = std::min(offset + pageSize, total);
    for (std::int64_t i = offset; i < end; ++i) {
        if (i > offset)
            out += ',';
        appendRecord(out, i);
    }
    out += "],\"next\":" + (end < total ? std::to_string(end) : std::string("null")) + "}";
    return out;
}

} // namespace syncline::bench
