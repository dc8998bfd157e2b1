#include "core/base/FrameMemory.h"

#include <array>
#include <cstdint>
#include <new>

namespace syncline::detail {

namespace {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool keepsFrames = false;
#else
constexpr bool keepsFrames = true;
#endif

constexpr std::size_t step = 256;
constexpr std::size_t classes = 16;    ///< Up to 4 KB.
constexpr std::uint32_t maxKept = 128; ///< Of each class.

struct FreeFrame
{
    FreeFrame *next;
};

struct FrameClass
{
    FreeFrame *first = nullptr;
    std::uint32_t count = 0;
};

/** What a thread keeps; gone with the thread, after which frames go straight to free. */
class FrameCache
{
public:
    FrameCache() = default;
    FrameCache(const FrameCache &) = delete;
    FrameCache &operator=(const FrameCache &) = delete;
    ~FrameCache()
    {
        m_isOver = true;
        for (FrameClass &kept : m_classes) {
            while (FreeFrame *frame = kept.first) {
                kept.first = frame->next;
                ::operator delete(frame);
            }
        }
    }
    void *take(std::size_t index)
    {
        FrameClass &kept = m_classes[index];
        FreeFrame *const frame = kept.first;
        if (frame == nullptr)
            return nullptr;
        kept.first = frame->next;
        --kept.count;
        return frame;
    }
    bool keep(std::size_t index, void *memory)
    {
        FrameClass &kept = m_classes[index];
        if (m_isOver || kept.count == maxKept)
            return false;
        kept.first = new (memory) FreeFrame{kept.first};
        ++kept.count;
        return true;
    }

private:
    std::array<FrameClass, classes> m_classes;
    bool m_isOver = false;
};

thread_local FrameCache cache;

constexpr std::size_t classOf(std::size_t size)
{
    return (size - 1) / step;
}

} // namespace

void *allocateFrame(std::size_t size)
{
    const std::size_t index = classOf(size);
    if (!keepsFrames || index >= classes)
        return ::operator new(size);
    if (void *frame = cache.take(index))
        return frame;
    return ::operator new((index + 1) * step);
}

void releaseFrame(void *frame, std::size_t size) noexcept
{
    const std::size_t index = classOf(size);
    if (!keepsFrames || index >= classes || !cache.keep(index, frame))
        ::operator delete(frame);
}

} // namespace syncline::detail
