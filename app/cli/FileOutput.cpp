#include "app/cli/FileOutput.h"

#include "app/cli/VerbContext.h"
#include "core/transfer/TransferTypes.h"

namespace syncline::cli {

std::string wantedFormat(const VerbContext &context)
{
    if (const auto format = context.args.value("format"))
        return *format;
    if (context.json())
        return "json";
    const std::filesystem::path file = context.args.valueOr("output", "");
    const auto format = transferFormatOf(file);
    // Other endings of text may as well be a table for people.
    const bool isCertain =
        format != TransferFormat::Csv || file.extension() == ".csv" || file.extension() == ".CSV";
    return format && isCertain ? std::string(transferFormatName(*format)) : "table";
}

FileOutput::FileOutput(std::unique_ptr<OutputFile> file)
    : m_file(std::move(file))
{
}

Result<std::unique_ptr<FileOutput>> FileOutput::create(const std::filesystem::path &file)
{
    SYNCLINE_TRY(std::unique_ptr<OutputFile> made, OutputFile::create(file));
    return std::unique_ptr<FileOutput>(new FileOutput(std::move(made)));
}

void FileOutput::write(std::string_view bytes)
{
    if (m_state)
        m_state = m_file->write(bytes);
}

Task<bool> FileOutput::drained()
{
    co_return m_state.ok();
}

Result<void> FileOutput::commit()
{
    SYNCLINE_CHECK(m_state);
    return m_file->commit();
}

} // namespace syncline::cli
