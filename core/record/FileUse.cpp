#include "core/record/FileUse.h"

#include "core/record/ModelTable.h"

#include <algorithm>
#include <set>

namespace syncline {

namespace {

constexpr std::size_t digestDigits = 64;

/** Every run of exactly 64 hexadecimal digits: a hash, however deep it is quoted. */
void takeHashes(std::string_view text, std::set<std::string, std::less<>> &hashes)
{
    std::size_t length = 0;
    for (std::size_t i = 0; i <= text.size(); ++i) {
        const bool digit = i < text.size() && ((text[i] >= '0' && text[i] <= '9') ||
                                               (text[i] >= 'a' && text[i] <= 'f'));
        if (digit) {
            ++length;
            continue;
        }
        if (length == digestDigits)
            hashes.emplace(text.substr(i - length, length));
        length = 0;
    }
}

Result<void> takeFrom(Database &database, const std::string &sql,
                      std::set<std::string, std::less<>> &hashes)
{
    SYNCLINE_TRY(auto rows, database.prepare(sql));
    for (;;) {
        SYNCLINE_TRY(const bool more, rows.step());
        if (!more)
            return {};
        for (int i = 0; i < rows.columnCount(); ++i)
            takeHashes(rows.text(i), hashes);
    }
}

} // namespace

Result<std::vector<FileStore::Content>>
unusedFiles(Database &database, const std::vector<std::shared_ptr<const ModelDef>> &models,
            const FileStore &files, std::chrono::seconds age)
{
    // The list first: what comes while the records are read is not on it.
    std::vector<FileStore::Content> unused = files.all();
    const auto youngest = std::filesystem::file_time_type::clock::now() - age;
    std::erase_if(unused, [&](const auto &content) { return content.time > youngest; });
    if (unused.empty())
        return unused;
    std::set<std::string, std::less<>> used;
    for (const auto &model : models) {
        const ModelTable table(*model);
        for (const FieldColumn &column : table.columns()) {
            if (column.field->type == FieldType::File)
                SYNCLINE_CHECK(takeFrom(database,
                                        "SELECT " + quoteName(column.name) + " FROM " +
                                            table.name() + " WHERE " + quoteName(column.name) +
                                            " IS NOT NULL",
                                        used));
        }
    }
    SYNCLINE_CHECK(takeFrom(database,
                            "SELECT old_value, new_value FROM _delta WHERE old_value LIKE "
                            "'%hash%' OR new_value LIKE '%hash%'",
                            used));
    std::erase_if(unused, [&](const auto &content) { return used.contains(content.hash); });
    std::ranges::sort(unused, {}, &FileStore::Content::time);
    return unused;
}

} // namespace syncline
