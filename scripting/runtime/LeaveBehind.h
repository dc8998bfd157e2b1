#pragma once

#include <memory>

#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/lsan_interface.h>
#endif

namespace syncline {

/** Never frees @p object: a thread that was given up may still be inside. No leak to the sanitizer.
 */
template <typename T>
void leaveBehind(std::unique_ptr<T> object)
{
    [[maybe_unused]] const T *left = object.release();
#ifdef __SANITIZE_ADDRESS__
    __lsan_ignore_object(left);
#endif
}

} // namespace syncline
