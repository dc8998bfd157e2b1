#include "app/cli/FileOutput.h"

namespace syncline::cli {

FileOutput::FileOutput(const std::filesystem::path &file)
    : m_file(QString::fromStdString(file.string()))
{
}

Result<std::unique_ptr<FileOutput>> FileOutput::create(const std::filesystem::path &file)
{
    std::unique_ptr<FileOutput> output(new FileOutput(file));
    if (!output->m_file.open(QIODevice::WriteOnly))
        return output->error();
    return output;
}

void FileOutput::write(std::string_view bytes)
{
    m_file.write(bytes.data(), static_cast<qint64>(bytes.size()));
}

Task<bool> FileOutput::drained()
{
    co_return m_file.error() == QFileDevice::NoError;
}

Result<void> FileOutput::commit()
{
    if (m_file.error() != QFileDevice::NoError || !m_file.commit())
        return error();
    return {};
}

Error FileOutput::error() const
{
    return {errc::storage,
            "Cannot write %1: %2.",
            {m_file.fileName().toStdString(), m_file.errorString().toStdString()}};
}

} // namespace syncline::cli
