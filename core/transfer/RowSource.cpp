#include "core/transfer/RowSource.h"

#include "core/base/TextSafe.h"
#include "core/base/Time.h"

#include <algorithm>
#include <charconv>
#include <fstream>
#include <set>

namespace syncline {

namespace {

/** What the file's first bytes say; CSV when they say nothing. */
TransferFormat formatFromContent(const std::filesystem::path &file)
{
    std::ifstream stream(file, std::ios::binary);
    std::string head(4096, '\0');
    stream.read(head.data(), static_cast<std::streamsize>(head.size()));
    head.resize(static_cast<std::size_t>(stream.gcount()));
    if (head.starts_with("PK\x03\x04"))
        return TransferFormat::Xlsx;
    const std::size_t first = head.find_first_not_of("\xEF\xBB\xBF \t\r\n");
    if (first == std::string::npos || (head[first] != '{' && head[first] != '['))
        return TransferFormat::Csv;
    if (head[first] == '[')
        return TransferFormat::Json;
    // A whole object on the first line, and another on the next: NDJSON.
    const std::size_t end = head.find('\n', first);
    const std::size_t next =
        end == std::string::npos ? end : head.find_first_not_of(" \t\r\n", end);
    const std::size_t last =
        head.find_last_not_of(" \t\r", end == std::string::npos ? end : end - 1);
    const bool lineIsWhole = last != std::string::npos && head[last] == '}';
    return lineIsWhole && next != std::string::npos && head[next] == '{' ? TransferFormat::Ndjson
                                                                         : TransferFormat::Json;
}

bool isNumber(const std::string &cell)
{
    double number = 0;
    const auto [at, failure] = std::from_chars(cell.data(), cell.data() + cell.size(), number);
    return failure == std::errc() && at == cell.data() + cell.size();
}

} // namespace

Result<std::unique_ptr<RowSource>> openRows(const std::filesystem::path &file,
                                            SourceSettings settings)
{
    std::error_code failure;
    if (!std::filesystem::exists(file, failure))
        return Error(errc::notFound, "There is no file %1.", {file.string()});
    if (std::filesystem::is_directory(file, failure))
        return Error(errc::invalidInput, "%1 is a folder, not a file.", {file.string()});
    if (!settings.format)
        settings.format = transferFormatOf(file);
    if (!settings.format)
        settings.format = formatFromContent(file);
    switch (*settings.format) {
    case TransferFormat::Csv:
        return openCsvRows(file, std::move(settings));
    case TransferFormat::Json:
    case TransferFormat::Ndjson:
        return openJsonRows(file, std::move(settings));
    case TransferFormat::Xlsx:
        break;
    }
    return openXlsxRows(file, std::move(settings));
}

std::vector<std::string> columnNames(const std::vector<std::string> &cells)
{
    std::vector<std::string> names;
    names.reserve(cells.size());
    std::set<std::string> taken(cells.begin(), cells.end());
    std::set<std::string> used;
    for (std::size_t i = 0; i < cells.size(); ++i) {
        std::string name = text::isUtf8(cells[i]) ? cells[i] : text::toUtf8(cells[i]);
        if (name.find_first_not_of(" \t\r\n") == std::string::npos)
            name = "column " + std::to_string(i + 1);
        const std::string wanted = name;
        for (int n = 2; used.contains(name) || (name != wanted && taken.contains(name)); ++n)
            name = wanted + " (" + std::to_string(n) + ")";
        used.insert(name);
        names.push_back(std::move(name));
    }
    return names;
}

bool looksLikeValues(const std::vector<std::string> &cells)
{
    return std::ranges::any_of(cells, [](const std::string &cell) {
        return isNumber(cell) || iso::parseDateTime(cell).has_value();
    });
}

} // namespace syncline
