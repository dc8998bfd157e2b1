#include "tests/scripting/support/FakeScope.h"

namespace syncline {

Result<ScriptSource::Text> FakeSources::read(std::string_view path)
{
    const std::lock_guard lock(m_mutex);
    const auto found = m_files.find(path);
    if (found == m_files.end())
        return Error(errc::notFound, "There is no file \"%1\".", {std::string(path)});
    return Text{found->second, std::to_string(std::hash<std::string>{}(found->second))};
}

void FakeSources::put(const std::string &path, std::string text)
{
    const std::lock_guard lock(m_mutex);
    m_files[path] = std::move(text);
}

Task<Result<void>> FakeScope::insert(std::string document, json::Handle page)
{
    ++pages;
    const auto keep = [this, &document](const json::Handle &item) {
        Value value = item.toValue();
        const Value &id = value["id"];
        stored[document][id.isInt() ? std::to_string(id.asInt()) : id.stringOr()] =
            std::move(value);
        return true;
    };
    if (page.kind() == Value::Kind::List)
        page.eachItem(keep);
    else
        keep(page);
    co_return {};
}

Task<Result<void>> FakeScope::remove(std::string document, std::vector<std::string> remoteIds)
{
    for (std::string &id : remoteIds) {
        stored[document].erase(id);
        removedIds.push_back(std::move(id));
    }
    co_return {};
}

Task<Result<void>> FakeScope::checkpoint(Value state)
{
    checkpoints.push_back(std::move(state));
    co_return {};
}

} // namespace syncline
