#pragma once

#include "core/base/Result.h"

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

struct zip;
struct zip_file;

namespace syncline {

/** A ZIP archive that is read: one part at a time, block by block. */
class ZipFile
{
public:
    static Result<std::unique_ptr<ZipFile>> open(const std::filesystem::path &file);
    ~ZipFile();
    ZipFile(const ZipFile &) = delete;
    ZipFile &operator=(const ZipFile &) = delete;

    /** One part; must not outlive its archive. */
    class Part
    {
    public:
        Part(const ZipFile &archive, zip_file *handle, std::uint64_t size, std::string name);
        ~Part();
        Part(const Part &) = delete;
        Part &operator=(const Part &) = delete;
        /** The next block, valid until the next call; empty: the end. */
        Result<std::string_view> read();
        /** How much is read, 0 to 1. */
        [[nodiscard]] double done() const;

    private:
        const ZipFile &m_archive;
        zip_file *m_handle;
        const std::uint64_t m_size;
        std::uint64_t m_read = 0;
        const std::string m_name;
        std::string m_block;
    };
    [[nodiscard]] bool has(const std::string &name) const;
    Result<std::unique_ptr<Part>> part(const std::string &name) const;
    /** A small part as a whole; SYNC_INVALID_INPUT when it is larger than @p limit. */
    Result<std::string> readWhole(const std::string &name, std::size_t limit) const;
    [[nodiscard]] const std::string &name() const { return m_name; }

private:
    ZipFile(zip *handle, std::string name)
        : m_handle(handle),
          m_name(std::move(name))
    {
    }
    zip *m_handle;
    const std::string m_name;
};

} // namespace syncline
