#pragma once

#include "core/base/Executor.h"
#include "core/base/Result.h"
#include "core/server/ServerTypes.h"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace syncline {

/** One way in which a server fails. */
struct Fault
{
    enum class Kind : std::uint8_t {
        None,
        Status,    ///< `status`, with a Retry-After of `wait` seconds when that is not 0.
        Slow,      ///< The right answer, `wait` milliseconds late.
        Truncated, ///< Half of the body, then the connection closes.
        Reset,     ///< No answer, TCP reset.
        Closed,    ///< No answer, the connection closes.
        Html,      ///< 200 with a page of HTML.
        Garbage,   ///< 200 with JSON that breaks off.
        // What only the maker of a page can do:
        Empty,     ///< A page without items that points on.
        Repeat,    ///< The page's own token as the next one.
        Duplicate, ///< The page before once more.
    };
    Kind kind = Kind::None;
    int status = 0;
    int wait = 0;

    [[nodiscard]] bool isNone() const { return kind == Kind::None; }
    /** "429(2)", as in a script. */
    [[nodiscard]] std::string name() const;
};

/**
 * Which request fails how: "3:429(2), 5-7:500, 9:slow(2000), 10:truncated, *\/20:503" (from the
 * 0th; *\/20: every 20th). For the demo shop and the tests' fake API. A value.
 */
class FaultScript
{
public:
    static Result<FaultScript> parse(std::string_view text);
    [[nodiscard]] Fault at(std::int64_t request) const;

private:
    struct Rule
    {
        std::int64_t first = 0;
        std::int64_t last = 0;
        std::int64_t every = 0;
        Fault fault;
    };
    std::vector<Rule> m_rules;
};

/** Answers with @p right, spoilt by @p fault. On the server's thread; @p executor is the server's.
 */
void replyWithFault(const ServerReply &reply, ServerResponse right, const Fault &fault,
                    Executor &executor);

} // namespace syncline
