#include "scripting/source/DocumentReader.h"

namespace syncline {

namespace {

constexpr std::size_t blockSize = 1U << 20U;
constexpr std::size_t maxDocument = 64U << 20U;

} // namespace

Result<std::unique_ptr<BlockFile>> BlockFile::open(const std::filesystem::path &path)
{
    auto file = std::unique_ptr<BlockFile>(new BlockFile);
    file->m_path = path;
    file->m_stream.open(path, std::ios::binary);
    if (!file->m_stream) {
        return Error(errc::notFound, "The file %1 cannot be read; check that it exists.",
                     {path.string()});
    }
    return file;
}

void BlockFile::seek(std::uint64_t offset)
{
    m_stream.clear();
    m_stream.seekg(static_cast<std::streamoff>(offset));
    m_buffer.clear();
    m_used = 0;
    m_offset = offset;
    m_ended = false;
}

Result<bool> BlockFile::readMore()
{
    if (m_ended)
        return false;
    if (m_buffer.size() - m_used > maxDocument) {
        return Error(errc::invalidInput,
                     "%1 holds one row or document of more than 64 MB at byte %2; is it the right "
                     "format?",
                     {m_path.filename().string(), std::to_string(offset())});
    }
    m_buffer.erase(0, m_used);
    m_offset += m_used;
    m_used = 0;
    const std::size_t before = m_buffer.size();
    m_buffer.resize(before + blockSize);
    m_stream.read(m_buffer.data() + before, static_cast<std::streamsize>(blockSize));
    const auto count = static_cast<std::size_t>(m_stream.gcount());
    m_buffer.resize(before + count);
    if (m_stream.bad()) {
        return Error(errc::notFound, "Reading %1 failed at byte %2.",
                     {m_path.string(), std::to_string(m_offset + before)});
    }
    m_ended = count < blockSize;
    return count > 0;
}

} // namespace syncline
