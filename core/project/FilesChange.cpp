#include "core/project/FilesChange.h"

#include "core/project/StorageKey.h"

#include <algorithm>
#include <ranges>

namespace syncline {

namespace {

constexpr std::size_t maxChangedFileBytes = 32U * 1024 * 1024;

bool isBelow(std::string_view path, std::string_view folder)
{
    return path.size() > folder.size() && path.starts_with(folder) && path[folder.size()] == '/';
}

Value textOrNull(const std::optional<std::string> &text)
{
    return text ? Value(*text) : Value();
}

std::optional<std::string> optionalText(const Value &value)
{
    return value.isString() ? std::optional(value.asString()) : std::nullopt;
}

/** Files that are not part of the project now. */
void readInto(ProjectFiles &found, const std::filesystem::path &from, const std::string &to)
{
    std::error_code error;
    auto it = std::filesystem::recursive_directory_iterator(from, error);
    for (; !error && it != std::filesystem::recursive_directory_iterator(); it.increment(error)) {
        const std::string path = to + "/" + it->path().lexically_relative(from).generic_string();
        std::error_code ignored;
        if (!it->is_regular_file(ignored) || !isScanned(path))
            continue;
        if (Result<std::string> text = readWholeFile(it->path(), maxChangedFileBytes)) {
            const std::string hash = contentHash(text.value());
            found.files[path] = {.text = std::move(text).value(), .hash = hash};
        }
    }
}

} // namespace

FilesChange reversed(const FilesChange &change)
{
    FilesChange back;
    for (const auto &[from, to] : change.moves)
        back.moves.push_back({.from = to, .to = from});
    for (const FilesChange::Text &text : change.texts)
        back.texts.push_back({.path = text.oldPath,
                              .oldPath = text.path,
                              .before = text.after,
                              .after = text.before});
    return back;
}

Value toValue(const FilesChange &change)
{
    ValueList moves;
    for (const auto &[from, to] : change.moves)
        moves.push_back(ValueObject{{"from", from}, {"to", to}});
    ValueList texts;
    for (const FilesChange::Text &text : change.texts)
        texts.push_back(ValueObject{{"path", text.path},
                                    {"oldPath", text.oldPath},
                                    {"before", textOrNull(text.before)},
                                    {"after", textOrNull(text.after)}});
    return ValueObject{{"moves", std::move(moves)}, {"texts", std::move(texts)}};
}

FilesChange filesChangeFromValue(const Value &value)
{
    FilesChange change;
    if (value["moves"].isList()) {
        for (const Value &move : value["moves"].asList())
            change.moves.push_back({.from = move["from"].stringOr(), .to = move["to"].stringOr()});
    }
    if (value["texts"].isList()) {
        for (const Value &text : value["texts"].asList())
            change.texts.push_back({.path = text["path"].stringOr(),
                                    .oldPath = text["oldPath"].stringOr(),
                                    .before = optionalText(text["before"]),
                                    .after = optionalText(text["after"])});
    }
    return change;
}

ProjectFiles overlaid(const ProjectFiles &files, const FilesChange &change,
                      const std::filesystem::path &folder)
{
    ProjectFiles after;
    after.problems = files.problems;
    for (const auto &[path, file] : files.files) {
        const auto move = std::ranges::find_if(
            change.moves, [&path = path](const auto &one) { return isBelow(path, one.from); });
        if (move == change.moves.end())
            after.files[path] = file;
        else if (const std::string to = move->to + path.substr(move->from.size()); isScanned(to))
            after.files[to] = file;
    }
    for (const auto &[from, to] : change.moves) {
        if (from.starts_with('.'))
            readInto(after, folder / from, to);
    }
    for (const FilesChange::Text &text : change.texts) {
        if (text.after)
            after.files[text.path] = {.text = *text.after, .hash = contentHash(*text.after)};
        else
            after.files.erase(text.path);
    }
    return after;
}

} // namespace syncline
