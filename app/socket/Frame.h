#pragma once

#include <QByteArray>

#include <cstdint>
#include <optional>
#include <string_view>

namespace syncline::cli {

/** What the two ends of the local socket say to each other. Numbers stay: another version may be at
 * the other end. */
enum class FrameType : std::uint8_t {
    Welcome = 1,   ///< Server, at once: JSON {protocol, version, project, environment}.
    Run = 2,       ///< Client: JSON, see Request.
    Raise = 3,     ///< Client: show the window.
    Out = 4,       ///< Server: standard output.
    Err = 5,       ///< Server: standard error.
    WantInput = 6, ///< Server: the verb reads standard input.
    Input = 7,     ///< Client.
    InputEnd = 8,  ///< Client; with text: it could not be read, and why.
    Cancel = 9,    ///< Client: interrupted.
    Exit = 10,     ///< Server, last: the exit code as one byte.
};

struct Frame
{
    FrameType type = FrameType::Welcome;
    QByteArray payload;
};

/** Four bytes of length (of what follows, big-endian), one byte of type, the payload. */
QByteArray encodeFrame(FrameType type, std::string_view payload = {});
inline constexpr std::uint32_t maxFrame = 4U * 1024 * 1024;
/** Streams are cut into pieces of this size. */
inline constexpr std::size_t streamPiece = 64U * 1024;

/** Puts frames together from bytes as they come. */
class FrameReader
{
public:
    void feed(const QByteArray &bytes) { m_bytes += bytes; }
    /** nullopt: not all of one is here yet, or isBroken(). */
    std::optional<Frame> next();
    /** The other end talks something else: hang up. */
    [[nodiscard]] bool isBroken() const { return m_isBroken; }

private:
    QByteArray m_bytes;
    bool m_isBroken = false;
};

} // namespace syncline::cli
