#include "core/base/Json.h"
#include "core/transfer/CellReader.h"
#include "core/transfer/CellText.h"
#include "core/transfer/CsvRow.h"
#include "core/transfer/MapFile.h"
#include "core/transfer/RowSource.h"
#include "core/transfer/xlsx/SheetReader.h"

#include <cstdlib>
#include <fstream>
#include <string>
#include <unistd.h>

using namespace syncline;

namespace {

/** Reads a file of these bytes to its end; whatever they are, that ends. */
void readAll(TransferFormat format, std::string_view bytes)
{
    static const std::string path =
        std::filesystem::temp_directory_path() / ("transfer-fuzz-" + std::to_string(::getpid()));
    std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
    SourceSettings settings;
    settings.format = format;
    const auto rows = openRows(path, settings);
    if (!rows)
        return;
    SourceRow row;
    for (auto any = (*rows)->next(row); any && any.value(); any = (*rows)->next(row)) {
        if (row.cells.size() > (*rows)->columns().size())
            std::abort();
    }
}

void requireRoundTrips(const std::string &text)
{
    if (restoreText(harmlessText(text)) != text)
        std::abort();
    std::string written;
    appendCsvCell(written, Value(text), false, ',');
    CsvRow row;
    const auto taken = row.read(written + "\n", true);
    if (!taken || restoreText(row.cells().front()) != text)
        std::abort();
    if (const auto json = json::parse(text); json && json->isObject()) {
        if (const auto map = parseImportMap(*json)) {
            const std::string canonical = importMapText(*map);
            const auto again = parseImportMap(json::parse(canonical).value());
            if (!again || importMapText(*again) != canonical)
                std::abort();
        }
    }
}

} // namespace

/** Any bytes as a file of any format, as a cell, a number, a date and a map. */
extern "C" int LLVMFuzzerTestOneInput(const unsigned char *data, std::size_t size)
{
    if (size == 0)
        return 0;
    const std::string_view text(reinterpret_cast<const char *>(data) + 1, size - 1);
    readAll(static_cast<TransferFormat>(data[0] % 4), text);
    requireRoundTrips(std::string(text));
    for (const bool comma : {false, true})
        (void)parseNumberText(text, comma);
    for (const DateOrder order : {DateOrder::DayFirst, DateOrder::MonthFirst})
        (void)parseLocalTime(text, order);
    (void)unescapeXlsx(text);
    (void)numberKind(text);
    (void)columnIndex(text);
    return 0;
}
