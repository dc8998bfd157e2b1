#pragma once

#include "core/base/Result.h"
#include "core/transfer/TextDecoder.h"

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace syncline {

/**
 * A text file read block by block as UTF-8; what was consumed is let go of, so memory is that of
 * the longest row. One row or document may have 64 MB.
 */
class TextFile
{
public:
    /** @p encoding nullopt: found out from the first block. */
    static Result<std::unique_ptr<TextFile>> open(const std::filesystem::path &path,
                                                  std::optional<TextEncoding> encoding);

    /** What is read and not consumed. */
    [[nodiscard]] std::string_view rest() const
    {
        return std::string_view(m_buffer).substr(m_used);
    }
    /** Reads at least as much again; false at the end of the file. */
    Result<bool> readMore();
    void consume(std::size_t bytes) { m_used += bytes; }
    [[nodiscard]] bool isAtEnd() const { return m_ended; }
    [[nodiscard]] bool isEmpty() const { return m_ended && m_used == m_buffer.size(); }
    [[nodiscard]] TextEncoding encoding() const { return m_encoding; }
    /** What to say when the encoding was guessed and is not UTF-8; else empty. */
    [[nodiscard]] std::string guessNote() const;
    [[nodiscard]] const std::filesystem::path &path() const { return m_path; }
    /** The file's name for sentences. */
    [[nodiscard]] std::string name() const { return m_path.filename().string(); }
    /** Bytes of the file that are dealt with, 0 to 1. */
    [[nodiscard]] double done() const;

    static constexpr std::size_t maxDocument = 64U << 20U;

private:
    TextFile() = default;
    Result<void> start(std::optional<TextEncoding> encoding);
    Result<std::string> readBlock(std::size_t size);

    std::filesystem::path m_path;
    std::ifstream m_stream;
    std::string m_buffer;
    std::size_t m_used = 0;
    std::uint64_t m_size = 0;
    std::uint64_t m_read = 0;
    TextEncoding m_encoding = TextEncoding::Utf8;
    TextDecoder m_decoder{TextEncoding::Utf8};
    bool m_ended = false;
    bool m_isGuess = false; ///< The encoding: neither told nor marked in the file.
};

} // namespace syncline
