#pragma once

#include "core/net/HttpErrors.h"
#include "core/net/HttpTypes.h"
#include "core/net/Unpacker.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace syncline {

/**
 * Reads one answer (RFC 9112) from bytes as they come, however they are cut into pieces: interim
 * answers (1xx) are passed over, a body in chunks is put together and a packed one unpacked. An
 * answer is complete only when its own framing says so: one that breaks off never is. Knows no
 * socket.
 */
class ResponseParser
{
public:
    struct Rules
    {
        bool isHead = false; ///< It answers a HEAD: no body follows, whatever the headers say.
        bool unpacks = true; ///< Content-Encoding gzip and deflate are undone.
        std::size_t maxBody = SIZE_MAX; ///< Unpacked.
    };
    enum class State : std::uint8_t { Reading, Complete, Failed };
    enum class Ending : std::uint8_t { Closed, Broken }; ///< Broken: reset, or without TLS's word.

    /** Of the head, with its interim answers; again of all trailers and of one chunk's line. */
    static constexpr std::size_t maxHead = std::size_t{256} * 1024;

    explicit ResponseParser(Rules rules);

    /** Reads on. Returns how many of @p bytes belong to this answer: all, unless it ended. */
    std::size_t put(std::string_view bytes);
    /** The connection ended: the end of a body that has no other, else of all hope. */
    void end(Ending ending);

    [[nodiscard]] State state() const { return m_state; }
    [[nodiscard]] const httperr::Failure &failure() const { return m_failure; }
    /** Whether a single byte came. */
    [[nodiscard]] bool hasBegun() const { return m_hasBegun; }
    /** 0 until its head is complete. */
    [[nodiscard]] int status() const { return m_isHeadRead ? m_status : 0; }
    /** Those of the head; without Content-Length if the body was packed. */
    HttpHeaders &headers() { return m_headers; }
    std::string &body() { return m_body; }
    /** Whether another request may follow on the same connection. */
    [[nodiscard]] bool keepsAlive() const { return m_keepsAlive; }
    /** How long the server says that it keeps it. */
    [[nodiscard]] std::optional<std::chrono::seconds> keepsFor() const { return m_keepsFor; }

private:
    enum class Phase : std::uint8_t {
        StatusLine,
        Fields,
        Length, ///< So many bytes more.
        UntilClose,
        ChunkSize,
        Chunk,
        ChunkEnd,
        Trailers,
        Over,
    };

    [[nodiscard]] bool takeLine(std::string_view &bytes, std::string_view &line);
    [[nodiscard]] bool checkBeginning(std::string_view line);
    void handleLine(std::string_view line);
    void handleStatusLine(std::string_view line);
    void handleField(std::string_view line);
    void handleHeadEnd();
    void handleChunkSize(std::string_view line);
    [[nodiscard]] bool readConnection();
    [[nodiscard]] bool readFraming();
    [[nodiscard]] bool readLength(std::optional<std::uint64_t> &length);
    [[nodiscard]] bool readPacking();
    void beginBody(std::optional<std::uint64_t> length);
    void take(std::string_view bytes);
    void complete();
    void fail(httperr::Failure failure);
    void failNotHttp(std::string_view why);

    const Rules m_rules;
    State m_state = State::Reading;
    Phase m_phase = Phase::StatusLine;
    httperr::Failure m_failure;
    bool m_hasBegun = false;

    std::string m_partial;       ///< The beginning of a line whose end has not come.
    std::string m_line;          ///< One that came in pieces.
    std::size_t m_lineBytes = 0; ///< Of all lines of the present part.

    int m_minorVersion = 1;
    int m_status = 0;
    bool m_isHeadRead = false;
    HttpHeaders m_headers;
    bool m_keepsAlive = false;
    bool m_isChunked = false;
    std::optional<std::chrono::seconds> m_keepsFor;

    std::uint64_t m_missing = 0; ///< Of the body or the chunk.
    std::optional<Unpacker> m_unpacker;
    std::string m_body;
};

} // namespace syncline
