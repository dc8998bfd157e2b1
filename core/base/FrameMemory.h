#pragma once

#include <cstddef>

namespace syncline::detail {

/**
 * Memory of coroutine frames. They are short-lived, of few sizes, and mostly larger than what
 * malloc keeps at hand for a thread; each thread keeps some of those it let go of for the next. A
 * frame may be released on another thread than it was made on. With sanitizers it is plain new and
 * delete.
 */
void *allocateFrame(std::size_t size);
void releaseFrame(void *frame, std::size_t size) noexcept;

} // namespace syncline::detail
