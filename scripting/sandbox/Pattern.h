#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace syncline {

/**
 * Lua's string patterns with a step budget: the same results as Lua 5.4's own string library, but a
 * pattern that would backtrack for ever ends with an error. Independent of Lua; throws
 * std::runtime_error for malformed patterns (Lua's words) and when the budget is used up.
 */
class PatternMatcher
{
public:
    /** What one match takes at most; about a third of a second. */
    static constexpr std::uint64_t defaultSteps = 40'000'000;

    struct Capture
    {
        std::size_t start = 0;
        std::ptrdiff_t length = 0; ///< isPosition: the capture is the position `start`.
    };
    static constexpr std::ptrdiff_t isPosition = -2;

    /** Called every few thousand steps; may throw to end the match. */
    using Tick = void (*)(void *context);

    /** Both texts must outlive this. */
    PatternMatcher(std::string_view subject, std::string_view pattern, Tick tick = nullptr,
                   void *tickContext = nullptr, std::uint64_t steps = defaultSteps);

    /** Matches @p pattern from index @p from on; returns the end or npos. Captures are those of the
     * last match. */
    std::size_t matchAt(std::size_t from);
    [[nodiscard]] std::span<const Capture> captures() const
    {
        return {m_captures.data(), m_captureCount};
    }
    [[nodiscard]] bool isAnchored() const { return m_anchored; }
    /** "^" at the beginning means the start of the subject (find, match, gsub). */
    void useAnchor();

    static constexpr std::size_t npos = static_cast<std::size_t>(-1);
    static constexpr std::ptrdiff_t isOpen = -1; ///< A capture that was never closed.
    static constexpr std::size_t maxCaptures = 32;

private:
    static constexpr int maxDepth = 200;

    std::size_t match(std::size_t at, std::size_t pattern);
    std::size_t matchHere(std::size_t at, std::size_t pattern);
    std::size_t singleEnd(std::size_t pattern) const;
    [[nodiscard]] bool matchesSingle(std::size_t at, std::size_t pattern, std::size_t end);
    [[nodiscard]] bool matchesSet(unsigned char c, std::size_t pattern, std::size_t last);
    std::size_t greedy(std::size_t at, std::size_t pattern, std::size_t end);
    std::size_t lazy(std::size_t at, std::size_t pattern, std::size_t end);
    std::size_t openCapture(std::size_t at, std::size_t pattern, std::ptrdiff_t what);
    std::size_t closeCapture(std::size_t at, std::size_t pattern);
    std::size_t balanced(std::size_t at, std::size_t pattern);
    std::size_t backReference(std::size_t at, char digit);
    [[nodiscard]] bool atFrontier(std::size_t at, std::size_t pattern, std::size_t end);
    void step();

    std::string_view m_subject;
    std::string_view m_pattern;
    Tick m_tick;
    void *m_tickContext;
    std::uint64_t m_stepsLeft;
    std::array<Capture, maxCaptures> m_captures;
    std::size_t m_captureCount = 0;
    int m_depth = 0;
    bool m_anchored = false;
};

} // namespace syncline
