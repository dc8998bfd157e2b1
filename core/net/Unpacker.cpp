#include "core/net/Unpacker.h"

#define ZLIB_CONST
#include <zlib.h>

#include <algorithm>
#include <array>
#include <limits>
#include <new>
#include <utility>

namespace syncline {

namespace {

constexpr int largestWindow = 15;
constexpr int gzipWrapping = 16;

/** Whether the two bytes can begin a zlib header (RFC 1950 2.2). */
bool isZlibHeader(std::string_view first)
{
    const unsigned a = static_cast<unsigned char>(first[0]);
    const unsigned b = static_cast<unsigned char>(first[1]);
    return (a & 15U) == Z_DEFLATED && (a >> 4U) <= 7 && (a * 256 + b) % 31 == 0;
}

const Bytef *bytesOf(std::string_view text)
{
    const void *bytes = text.data();
    return static_cast<const Bytef *>(bytes);
}

} // namespace

struct Unpacker::Stream
{
    Stream() = default;
    Stream(const Stream &) = delete;
    Stream &operator=(const Stream &) = delete;
    ~Stream() { inflateEnd(&z); }

    z_stream z{};
    std::array<char, std::size_t{64} * 1024> out; // NOLINT: written before it is read
};

Unpacker::Unpacker(Packing packing)
    : m_packing(packing)
{
}

Unpacker::~Unpacker() = default;

bool Unpacker::isWhole() const
{
    return !m_isInside && m_first.empty();
}

Unpacker::Outcome Unpacker::put(std::string_view packed, std::string &body, std::size_t maxBody)
{
    if (packed.empty())
        return Outcome::Good;
    if (m_stream)
        return inflateAll(packed, body, maxBody);
    const std::size_t count = std::min(packed.size(), 2 - m_first.size());
    m_first.append(packed.substr(0, count));
    packed.remove_prefix(count);
    if (m_first.size() < 2)
        return Outcome::Good;
    if (!begin(m_first))
        return Outcome::Broken;
    m_isInside = true;
    const std::string first = std::exchange(m_first, {});
    const Outcome begun = inflateAll(first, body, maxBody);
    return begun == Outcome::Good ? inflateAll(packed, body, maxBody) : begun;
}

bool Unpacker::begin(std::string_view first)
{
    m_stream = std::make_unique<Stream>();
    int window = largestWindow + gzipWrapping;
    if (m_packing == Packing::Deflate)
        window = isZlibHeader(first) ? largestWindow : -largestWindow;
    const int result = inflateInit2(&m_stream->z, window);
    if (result == Z_MEM_ERROR)
        throw std::bad_alloc();
    return result == Z_OK;
}

Unpacker::Outcome Unpacker::inflateAll(std::string_view packed, std::string &body,
                                       std::size_t maxBody)
{
    z_stream &z = m_stream->z;
    while (!packed.empty()) {
        if (!m_isInside) { // another member of gzip
            if (m_packing != Packing::Gzip || inflateReset(&z) != Z_OK)
                return Outcome::Broken;
            m_isInside = true;
        }
        constexpr std::size_t most = std::numeric_limits<uInt>::max();
        const std::size_t given = std::min(packed.size(), most);
        z.next_in = bytesOf(packed);
        z.avail_in = static_cast<uInt>(given);
        int result = Z_OK;
        do {
            void *out = m_stream->out.data();
            z.next_out = static_cast<Bytef *>(out);
            z.avail_out = static_cast<uInt>(m_stream->out.size());
            result = inflate(&z, Z_NO_FLUSH);
            const std::size_t made = m_stream->out.size() - z.avail_out;
            if (made > maxBody - body.size())
                return Outcome::TooLarge;
            body.append(m_stream->out.data(), made);
        } while (result == Z_OK && z.avail_out == 0);
        if (result != Z_OK && result != Z_STREAM_END && result != Z_BUF_ERROR)
            return Outcome::Broken;
        packed.remove_prefix(given - z.avail_in);
        m_isInside = result != Z_STREAM_END;
    }
    return Outcome::Good;
}

} // namespace syncline
