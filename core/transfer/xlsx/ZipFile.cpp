#include "core/transfer/xlsx/ZipFile.h"

#include <algorithm>
#include <zip.h>

namespace syncline {

namespace {

constexpr std::size_t blockSize = 64U * 1024;

Error damaged(const std::string &file, const std::string &part)
{
    return {errc::invalidInput,
            "%1 is damaged or no .xlsx file: its part %2 cannot be read.",
            {file, part}};
}

} // namespace

Result<std::unique_ptr<ZipFile>> ZipFile::open(const std::filesystem::path &file)
{
    int code = 0;
    zip *handle = ::zip_open(file.c_str(), ZIP_RDONLY, &code);
    if (handle == nullptr) {
        zip_error_t failure;
        ::zip_error_init_with_code(&failure, code);
        Error error(errc::invalidInput,
                    "%1 is no .xlsx file, or it is damaged; save it again as .xlsx.",
                    {file.filename().string()});
        error.detail = ::zip_error_strerror(&failure);
        ::zip_error_fini(&failure);
        return error;
    }
    return std::unique_ptr<ZipFile>(new ZipFile(handle, file.filename().string()));
}

ZipFile::~ZipFile()
{
    ::zip_discard(m_handle);
}

bool ZipFile::has(const std::string &name) const
{
    return ::zip_name_locate(m_handle, name.c_str(), 0) >= 0;
}

Result<std::unique_ptr<ZipFile::Part>> ZipFile::part(const std::string &name) const
{
    zip_stat_t stat;
    ::zip_stat_init(&stat);
    if (::zip_stat(m_handle, name.c_str(), 0, &stat) != 0)
        return damaged(m_name, name);
    if ((stat.valid & ZIP_STAT_ENCRYPTION_METHOD) != 0 && stat.encryption_method != ZIP_EM_NONE)
        return Error(errc::invalidInput, "%1 is protected by a password.", {m_name});
    zip_file *handle = ::zip_fopen(m_handle, name.c_str(), 0);
    if (handle == nullptr)
        return damaged(m_name, name);
    return std::make_unique<Part>(*this, handle, stat.size, name);
}

Result<std::string> ZipFile::readWhole(const std::string &name, std::size_t limit) const
{
    SYNCLINE_TRY(const std::unique_ptr<Part> source, part(name));
    std::string whole;
    for (;;) {
        SYNCLINE_TRY(const std::string_view block, source->read());
        if (block.empty())
            return whole;
        whole += block;
        if (whole.size() > limit) {
            return Error(errc::invalidInput, "The part %1 of %2 is too large to be sound.",
                         {name, m_name});
        }
    }
}

ZipFile::Part::Part(const ZipFile &archive, zip_file *handle, std::uint64_t size, std::string name)
    : m_archive(archive),
      m_handle(handle),
      m_size(size),
      m_name(std::move(name)),
      m_block(blockSize, '\0')
{
}

ZipFile::Part::~Part()
{
    ::zip_fclose(m_handle);
}

Result<std::string_view> ZipFile::Part::read()
{
    const zip_int64_t count = ::zip_fread(m_handle, m_block.data(), m_block.size());
    if (count < 0)
        return damaged(m_archive.name(), m_name);
    m_read += static_cast<std::uint64_t>(count);
    return std::string_view(m_block).substr(0, static_cast<std::size_t>(count));
}

double ZipFile::Part::done() const
{
    if (m_size == 0)
        return 1;
    return std::min(1.0, static_cast<double>(m_read) / static_cast<double>(m_size));
}

} // namespace syncline
