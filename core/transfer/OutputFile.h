#pragma once

#include "core/base/Result.h"

#include <filesystem>
#include <memory>
#include <string_view>

namespace syncline {

/**
 * A file that appears whole under its name at commit(), or not at all: it is written beside it
 * under another name, flushed to the disk, and renamed. Destroyed before: nothing is left.
 * SYNC_DISK_FULL, SYNC_STORAGE. A pipe or a device is written to directly.
 */
class OutputFile
{
public:
    static Result<std::unique_ptr<OutputFile>> create(const std::filesystem::path &file);
    ~OutputFile();
    OutputFile(const OutputFile &) = delete;
    OutputFile &operator=(const OutputFile &) = delete;

    Result<void> write(std::string_view bytes);
    Result<void> commit();
    [[nodiscard]] std::int64_t size() const { return m_size; }
    /** Where it is before commit(), for a library that opens files by name. */
    [[nodiscard]] const std::filesystem::path &partPath() const { return m_part; }
    [[nodiscard]] Error error(int code) const; ///< For an errno.

private:
    explicit OutputFile(const std::filesystem::path &file);
    Result<void> open(int flags);

    const std::filesystem::path m_file;
    std::filesystem::path m_part;
    int m_descriptor = -1;
    bool m_isDone = false; ///< There is no other file to rename or remove.
    std::int64_t m_size = 0;
};

} // namespace syncline
