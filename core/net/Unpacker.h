#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace syncline {

/** Unpacks a body that came packed with gzip or deflate (RFC 1950 to 1952), piece by piece. */
class Unpacker
{
public:
    enum class Packing : std::uint8_t {
        Gzip,    ///< Also several members one after another.
        Deflate, ///< With zlib's wrapping or, as some servers send it, without.
    };
    enum class Outcome : std::uint8_t { Good, Broken, TooLarge };

    explicit Unpacker(Packing packing);
    ~Unpacker();
    Unpacker(const Unpacker &) = delete;
    Unpacker &operator=(const Unpacker &) = delete;

    /** Appends what @p packed holds to @p body; TooLarge once that would exceed @p maxBody. Not to
     * be called again after an outcome other than Good. */
    [[nodiscard]] Outcome put(std::string_view packed, std::string &body, std::size_t maxBody);
    /** Whether what was put so far is whole: nothing at all, or up to its last checksum. */
    [[nodiscard]] bool isWhole() const;

private:
    struct Stream;
    [[nodiscard]] bool begin(std::string_view first);
    [[nodiscard]] Outcome inflateAll(std::string_view packed, std::string &body,
                                     std::size_t maxBody);

    const Packing m_packing;
    std::string m_first; ///< The first two bytes, which tell how deflate is wrapped.
    bool m_isInside = false;
    std::unique_ptr<Stream> m_stream;
};

} // namespace syncline
