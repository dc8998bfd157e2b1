#pragma once

#include "core/base/Result.h"
#include "core/base/Value.h"
#include "scripting/source/FileSource.h"

#include <fstream>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace syncline {

/** A file read block by block; what was consumed is let go of. */
class BlockFile
{
public:
    static Result<std::unique_ptr<BlockFile>> open(const std::filesystem::path &path);

    /** What is read and not consumed. */
    [[nodiscard]] std::string_view rest() const
    {
        return std::string_view(m_buffer).substr(m_used);
    }
    /** Reads another block; false at the end of the file. Error when one document outgrows the
     * limit. */
    Result<bool> readMore();
    void consume(std::size_t bytes) { m_used += bytes; }
    [[nodiscard]] bool isAtEnd() const { return m_ended; }
    /** Position of rest() in the file. */
    [[nodiscard]] std::uint64_t offset() const { return m_offset + m_used; }
    void seek(std::uint64_t offset);
    [[nodiscard]] const std::filesystem::path &path() const { return m_path; }

private:
    BlockFile() = default;
    std::filesystem::path m_path;
    std::ifstream m_stream;
    std::string m_buffer;
    std::size_t m_used = 0;
    std::uint64_t m_offset = 0; ///< Of the buffer's begin.
    bool m_ended = false;
};

/** The documents of one file, a page at a time. */
class DocumentReader
{
public:
    virtual ~DocumentReader() = default;
    /** At most @p count documents; nullopt: no more. */
    virtual Result<std::optional<json::Handle>> read(std::size_t count) = 0;
    [[nodiscard]] virtual std::uint64_t offset() const = 0;
};

Result<std::unique_ptr<DocumentReader>>
openCsv(std::unique_ptr<BlockFile> file, const FileSourceOptions &options, std::uint64_t offset);
/** A list of documents, or (small files) an object that is one document or holds the list. */
Result<std::unique_ptr<DocumentReader>>
openJson(std::unique_ptr<BlockFile> file, const FileSourceOptions &options, std::uint64_t offset);
/** One document a line. */
Result<std::unique_ptr<DocumentReader>>
openNdjson(std::unique_ptr<BlockFile> file, const FileSourceOptions &options, std::uint64_t offset);

} // namespace syncline
