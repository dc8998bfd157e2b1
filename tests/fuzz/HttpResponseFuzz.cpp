#include "core/net/ResponseParser.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

using namespace syncline;

namespace {

void require(bool condition)
{
    if (!condition)
        std::abort();
}

using State = ResponseParser::State;

/** Puts @p bytes in pieces of @p size; how many were taken. */
std::size_t put(ResponseParser &parser, std::string_view bytes, std::size_t size)
{
    std::size_t taken = 0;
    while (taken < bytes.size() && parser.state() == State::Reading) {
        const std::string piece(bytes.substr(taken, size)); // reading beyond it is seen
        taken += parser.put(piece);
    }
    return taken;
}

} // namespace

/** Answers of servers that mean ill: the first byte says how they are cut into pieces. */
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    if (size == 0)
        return 0;
    constexpr std::size_t limit = std::size_t{1} << 20U;
    const std::size_t piece = (data[0] & 31U) + 1;
    const void *bytes = data + 1;
    const std::string_view text(static_cast<const char *>(bytes), size - 1);

    ResponseParser::Rules rules;
    rules.isHead = (data[0] & 32U) != 0;
    rules.unpacks = (data[0] & 64U) == 0;
    rules.maxBody = limit;
    ResponseParser whole(rules);
    ResponseParser pieces(rules);
    const std::size_t taken = put(whole, text, SIZE_MAX);
    const std::size_t takenInPieces = put(pieces, text, piece);
    require(taken <= text.size());
    require(whole.state() == pieces.state());
    require(whole.state() == State::Failed || taken == takenInPieces);
    const auto ending =
        (data[0] & 128U) == 0 ? ResponseParser::Ending::Closed : ResponseParser::Ending::Broken;
    whole.end(ending);
    pieces.end(ending);
    require(whole.state() != State::Reading && whole.state() == pieces.state());
    require(whole.status() == pieces.status() && whole.headers() == pieces.headers());
    require(whole.failure().cause == pieces.failure().cause &&
            whole.failure().words == pieces.failure().words);
    require(whole.body().size() <= limit);
    if (whole.state() == State::Complete)
        require(whole.body() == pieces.body() && whole.status() >= 200);
    return 0;
}
