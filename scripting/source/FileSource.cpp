#include "scripting/source/FileSource.h"

#include "scripting/source/DocumentReader.h"

#include <algorithm>
#include <cctype>

namespace syncline {

namespace {

namespace fs = std::filesystem;

std::string formatOf(const fs::path &path)
{
    std::string ending = path.extension().string();
    std::transform(ending.begin(), ending.end(), ending.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    if (ending == ".csv" || ending == ".tsv" || ending == ".txt")
        return "csv";
    if (ending == ".json")
        return "json";
    if (ending == ".ndjson" || ending == ".jsonl")
        return "ndjson";
    return {};
}

/** The files to read, by name. */
Result<std::vector<fs::path>> listFiles(const FileSourceOptions &options)
{
    std::error_code error;
    const fs::file_status status = fs::status(options.path, error);
    if (fs::is_regular_file(status))
        return std::vector{options.path};
    if (!fs::is_directory(status)) {
        return Error(errc::notFound, "There is no file or folder %1.", {options.path.string()});
    }
    std::vector<fs::path> files;
    for (const fs::directory_entry &entry : fs::directory_iterator(options.path, error)) {
        const std::string format = formatOf(entry.path());
        const bool fits = options.format == "auto" ? !format.empty() : format == options.format;
        if (fits && entry.is_regular_file(error) &&
            !entry.path().filename().string().starts_with('.'))
            files.push_back(entry.path());
    }
    if (error) {
        return Error(errc::notFound, "The folder %1 cannot be read: %2.",
                     {options.path.string(), error.message()});
    }
    if (files.empty()) {
        return Error(errc::notFound, "The folder %1 has no files of the format %2.",
                     {options.path.string(), options.format});
    }
    std::sort(files.begin(), files.end());
    return files;
}

class Files final : public FileSource
{
public:
    Files(FileSourceOptions options, std::vector<fs::path> files)
        : m_options(std::move(options)),
          m_files(std::move(files))
    {
        for (const fs::path &file : m_files) {
            std::error_code error;
            const auto size = fs::file_size(file, error);
            m_sizes.push_back(error ? 0 : size);
            m_allBytes += m_sizes.back();
        }
    }

    Result<void> resume()
    {
        if (!m_options.resume.isObject())
            return {};
        const std::string name = m_options.resume["file"].stringOr();
        while (m_current < m_files.size() && m_files[m_current].filename().string() < name)
            nextFile();
        if (m_current < m_files.size() && m_files[m_current].filename().string() == name)
            m_offset = static_cast<std::uint64_t>(
                std::max<std::int64_t>(0, m_options.resume["offset"].intOr()));
        return {};
    }

    Result<std::optional<Page>> next() override
    {
        while (m_current < m_files.size()) {
            if (!m_reader)
                SYNCLINE_CHECK(openCurrent());
            SYNCLINE_TRY(std::optional<json::Handle> documents, m_reader->read(m_options.chunk));
            if (documents) {
                Page page;
                SYNCLINE_TRY(page.documents, withId(std::move(*documents)));
                page.position =
                    ValueObject{{"file", m_files[m_current].filename().string()},
                                {"offset", static_cast<std::int64_t>(m_reader->offset())}};
                return std::optional(std::move(page));
            }
            nextFile();
        }
        return std::optional<Page>();
    }

    [[nodiscard]] std::size_t fileCount() const override { return m_files.size(); }
    [[nodiscard]] double done() const override
    {
        if (m_allBytes == 0)
            return 1;
        const std::uint64_t here = m_reader ? m_reader->offset() : 0;
        return std::min(1.0, static_cast<double>(m_bytesBefore + here) /
                                 static_cast<double>(m_allBytes));
    }

private:
    void nextFile()
    {
        m_reader.reset();
        m_offset = 0;
        m_bytesBefore += m_sizes[m_current];
        ++m_current;
    }

    Result<void> openCurrent()
    {
        const fs::path &path = m_files[m_current];
        SYNCLINE_TRY(std::unique_ptr<BlockFile> file, BlockFile::open(path));
        const std::string format = m_options.format == "auto" ? formatOf(path) : m_options.format;
        if (format == "csv") {
            SYNCLINE_TRY(m_reader, openCsv(std::move(file), m_options, m_offset));
        } else if (format == "json") {
            SYNCLINE_TRY(m_reader, openJson(std::move(file), m_options, m_offset));
        } else if (format == "ndjson") {
            SYNCLINE_TRY(m_reader, openNdjson(std::move(file), m_options, m_offset));
        } else {
            return Error(errc::invalidInput,
                         "The format of %1 cannot be told from its name; say csv, json or ndjson.",
                         {path.filename().string()});
        }
        return {};
    }

    /** Documents whose id is called otherwise get an "id". */
    Result<json::Handle> withId(json::Handle documents)
    {
        if (m_options.id.empty() || m_options.id == "id")
            return documents;
        Value list = documents.toValue();
        for (Value &document : list.asList()) {
            if (document.isObject()) {
                Value id = document.asObject().at(m_options.id);
                document.asObject().set("id", std::move(id));
            }
        }
        return json::Handle::fromValue(std::move(list));
    }

    const FileSourceOptions m_options;
    const std::vector<fs::path> m_files;
    std::vector<std::uint64_t> m_sizes;
    std::unique_ptr<DocumentReader> m_reader;
    std::size_t m_current = 0;
    std::uint64_t m_offset = 0;
    std::uint64_t m_allBytes = 0;
    std::uint64_t m_bytesBefore = 0;
};

} // namespace

Result<std::unique_ptr<FileSource>> FileSource::open(FileSourceOptions options)
{
    constexpr std::string_view formats[] = {"auto", "csv", "json", "ndjson"};
    if (std::find(std::begin(formats), std::end(formats), options.format) == std::end(formats)) {
        return Error(errc::invalidInput,
                     "The format \"%1\" is unknown; use auto, csv, json or ndjson.",
                     {options.format});
    }
    options.chunk = std::clamp<std::size_t>(options.chunk, 1, 100'000);
    SYNCLINE_TRY(std::vector<fs::path> files, listFiles(options));
    auto source = std::make_unique<Files>(std::move(options), std::move(files));
    SYNCLINE_CHECK(source->resume());
    return std::unique_ptr<FileSource>(std::move(source));
}

} // namespace syncline
