#include "core/base/JsonTape.h"

#include <array>
#include <cstring>
#include <memory>

namespace syncline::json::tape {

namespace {

using simdjson::dom::document;

constexpr std::string_view byteOrderMark = "\xEF\xBB\xBF";

/** Texts up to this size share the memory below; larger ones are rare and get their own. */
constexpr std::size_t keptSize = 1U << 20U;

thread_local bool threadEnds = false; // trivial: may be read when the workshop is gone

/**
 * What a thread keeps from one page to the next. Fresh memory costs more than parsing does: the
 * system clears it, 4 KB at a time, as it is first touched.
 */
struct Workshop
{
    Workshop() = default;
    Workshop(const Workshop &) = delete;
    Workshop &operator=(const Workshop &) = delete;
    ~Workshop() { threadEnds = true; }

    simdjson::dom::parser parser;
    std::unique_ptr<char[]> padded;
    std::array<document, 2> spares;
};

Workshop &workshop()
{
    thread_local Workshop kept;
    return kept;
}

/** simdjson reads a little beyond the end, so it gets a copy with room there. */
bool parsePadded(simdjson::dom::parser &parser, char *buffer, std::string_view text, document &into,
                 simdjson::dom::element &root)
{
    std::memcpy(buffer, text.data(), text.size());
    std::memset(buffer + text.size(), 0, simdjson::SIMDJSON_PADDING);
    return parser.parse_into_document(into, buffer, text.size(), false).get(root) ==
           simdjson::SUCCESS;
}

bool parseKept(std::string_view text, document &into, simdjson::dom::element &root)
{
    Workshop &kept = workshop();
    if (!kept.padded) {
        kept.padded = std::make_unique<char[]>(keptSize + simdjson::SIMDJSON_PADDING);
        // One level more than allowed, so that what is refused is what json::parse() refuses.
        if (kept.parser.allocate(keptSize, maxDepth + 1) != simdjson::SUCCESS)
            return false;
    }
    for (document &spare : kept.spares) {
        // Not a large one for a small text, which may live long.
        if (spare.capacity() >= text.size() && spare.capacity() / 4 <= text.size()) {
            into = std::move(spare);
            spare = document();
            break;
        }
    }
    return parsePadded(kept.parser, kept.padded.get(), text, into, root);
}

bool parseLarge(std::string_view text, document &into, simdjson::dom::element &root)
{
    simdjson::dom::parser parser;
    if (parser.allocate(text.size(), maxDepth + 1) != simdjson::SUCCESS)
        return false;
    const auto buffer = std::make_unique<char[]>(text.size() + simdjson::SIMDJSON_PADDING);
    return parsePadded(parser, buffer.get(), text, into, root);
}

} // namespace

bool parse(std::string_view text, document &into, simdjson::dom::element &root)
{
    if (text.starts_with(byteOrderMark))
        text.remove_prefix(byteOrderMark.size());
    if (text.empty() || mayHoldMinusZero(text))
        return false;
    const bool parsed = text.size() <= keptSize && !threadEnds ? parseKept(text, into, root)
                                                               : parseLarge(text, into, root);
    return parsed && isFaithful(into);
}

void recycle(document &&used)
{
    if (threadEnds || used.capacity() == 0 || used.capacity() > keptSize)
        return;
    Workshop &kept = workshop();
    for (document &spare : kept.spares) {
        if (spare.capacity() < used.capacity()) {
            spare = std::move(used);
            return;
        }
    }
}

} // namespace syncline::json::tape
