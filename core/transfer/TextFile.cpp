#include "core/transfer/TextFile.h"

#include "core/base/TextSafe.h"

#include <algorithm>

namespace syncline {

namespace {

constexpr std::size_t readSize = 1U << 20U;

} // namespace

Result<std::unique_ptr<TextFile>> TextFile::open(const std::filesystem::path &path,
                                                 std::optional<TextEncoding> encoding)
{
    std::error_code failure;
    if (!std::filesystem::exists(path, failure))
        return Error(errc::notFound, "There is no file %1.", {path.string()});
    if (std::filesystem::is_directory(path, failure))
        return Error(errc::invalidInput, "%1 is a folder, not a file.", {path.string()});
    auto file = std::unique_ptr<TextFile>(new TextFile);
    file->m_path = path;
    file->m_stream.open(path, std::ios::binary);
    if (!file->m_stream) {
        return Error(errc::notFound, "The file %1 cannot be read; check who may read it.",
                     {path.string()});
    }
    file->m_size = std::filesystem::file_size(path, failure);
    if (failure)
        file->m_size = 0; // a pipe
    SYNCLINE_CHECK(file->start(encoding));
    return file;
}

Result<std::string> TextFile::readBlock(std::size_t size)
{
    std::string block(size, '\0');
    m_stream.read(block.data(), static_cast<std::streamsize>(size));
    const auto count = static_cast<std::size_t>(m_stream.gcount());
    if (m_stream.bad()) {
        return Error(errc::storage, "Reading %1 failed at byte %2.",
                     {m_path.string(), std::to_string(m_read)});
    }
    block.resize(count);
    m_read += count;
    m_ended = count < size;
    return block;
}

Result<void> TextFile::start(std::optional<TextEncoding> encoding)
{
    SYNCLINE_TRY(const std::string block, readBlock(readSize));
    if (block.starts_with("PK\x03\x04") || block.starts_with("\xD0\xCF\x11\xE0")) {
        return Error(errc::invalidInput,
                     "%1 is no text: it looks like a spreadsheet or an archive. An .xlsx file is "
                     "read by that format; save others as .xlsx or CSV.",
                     {name()});
    }
    m_encoding = encoding ? *encoding : TextDecoder::guess(block, m_ended);
    m_decoder = TextDecoder(m_encoding);
    const std::size_t mark = TextDecoder::markLength(block, m_encoding);
    m_isGuess = !encoding && mark == 0;
    m_decoder.decode(std::string_view(block).substr(mark), m_ended, m_buffer);
    return {};
}

std::string TextFile::guessNote() const
{
    if (!m_isGuess || m_encoding == TextEncoding::Utf8)
        return {};
    return name() + " is no UTF-8 and was taken for " + std::string(textEncodingName(m_encoding)) +
           "; say its encoding when letters come out wrong.";
}

Result<bool> TextFile::readMore()
{
    if (m_ended)
        return false;
    if (m_buffer.size() - m_used > maxDocument) {
        return Error(errc::invalidInput,
                     "%1 has one row or document of more than 64 MB near byte %2; is it the right "
                     "format, and is a quote left open?",
                     {name(), std::to_string(m_read)});
    }
    m_buffer.erase(0, m_used);
    m_used = 0;
    // As much again, so that a long row is looked at a few times only.
    const std::size_t size = std::max(readSize, m_buffer.size());
    SYNCLINE_TRY(const std::string block, readBlock(size));
    m_decoder.decode(block, m_ended, m_buffer);
    return !block.empty();
}

double TextFile::done() const
{
    if (m_size == 0)
        return m_ended ? 1 : 0;
    const auto waiting = static_cast<double>(m_buffer.size() - m_used);
    return std::clamp((static_cast<double>(m_read) - waiting) / static_cast<double>(m_size), 0.0,
                      1.0);
}

} // namespace syncline
