#pragma once

#include "core/base/Ids.h"

#include <cstddef>
#include <deque>
#include <utility>

namespace syncline {

/**
 * How much of an answer's body is kept for the inspector: of the first answers of a run all that a
 * capture holds, of later ones the beginning. Else a sync of thousands of pages would write its
 * whole source a second time, into the log. What failed is always kept. For one thread.
 */
class CaptureBudget
{
public:
    static constexpr std::size_t whole = std::size_t{64} * 1024;
    static constexpr std::size_t beginning = std::size_t{2} * 1024;
    static constexpr std::size_t wholeARun = std::size_t{4} * 1024 * 1024;

    /** How many bytes of a good answer of @p size bytes to @p run may be kept. */
    std::size_t take(RunId run, std::size_t size)
    {
        const std::size_t wanted = size < whole ? size : whole;
        if (run == noRun || wanted <= beginning)
            return wanted;
        std::size_t &kept = keptOf(run);
        if (kept + wanted > wholeARun)
            return beginning;
        kept += wanted;
        return wanted;
    }

private:
    static constexpr std::size_t remembered = 64; ///< More do not run at once.

    std::size_t &keptOf(RunId run)
    {
        for (auto &[other, kept] : m_kept) {
            if (other == run)
                return kept;
        }
        if (m_kept.size() == remembered)
            m_kept.pop_front();
        return m_kept.emplace_back(run, 0).second;
    }
    std::deque<std::pair<RunId, std::size_t>> m_kept;
};

} // namespace syncline
