#pragma once

#include "core/script/ScriptHost.h"

#include <functional>
#include <map>
#include <mutex>
#include <stop_token>
#include <string>
#include <vector>

namespace syncline {

/** A record without a store: fields that exist may be set to anything. */
class FakeRecord final : public ScriptRecord
{
public:
    FakeRecord(std::string model, ValueObject fields)
        : m_model(std::move(model)),
          m_fields(fields),
          m_loaded(std::move(fields))
    {
    }
    [[nodiscard]] const std::string &modelName() const override { return m_model; }
    [[nodiscard]] Result<Value> get(std::string_view field) const override
    {
        if (const Value *value = m_fields.find(field))
            return *value;
        return Error(errc::invalidRecord, "The model %1 has no field \"%2\".",
                     {m_model, std::string(field)});
    }
    [[nodiscard]] Result<bool> isPassword(std::string_view field,
                                          std::string_view text) const override
    {
        SYNCLINE_TRY(const Value kept, get(field));
        if (field != "password")
            return Error(errc::invalidRecord, "\"%1\" is no password.", {std::string(field)});
        if (onPassword)
            onPassword();
        return kept.stringOr() == text;
    }
    Result<void> set(std::string_view field, Value value) override
    {
        if (!m_fields.contains(field)) {
            return Error(errc::invalidRecord, "The model %1 has no field \"%2\".",
                         {m_model, std::string(field)});
        }
        m_fields.set(field, std::move(value));
        return {};
    }
    [[nodiscard]] bool changed(std::string_view field, Since since) const override
    {
        const ValueObject all = changes(since);
        return field.empty() ? !all.empty() : all.contains(field);
    }
    [[nodiscard]] ValueObject changes(Since /*since*/) const override
    {
        ValueObject all;
        for (const auto &[name, value] : m_fields) {
            if (!(value == m_loaded.at(name)))
                all.append(name, ValueObject{{"current", value}, {"previous", m_loaded.at(name)}});
        }
        return all;
    }
    void touch() override { touched = true; }
    void revertChanges() override { m_fields = m_loaded; }
    [[nodiscard]] ValueObject toObject() const override { return m_fields; }

    bool touched = false;
    std::function<void()> onPassword; ///< While one is verified.

private:
    std::string m_model;
    ValueObject m_fields;
    ValueObject m_loaded;
};

/** Sources in memory. */
class FakeSources final : public ScriptSource
{
public:
    Result<Text> read(std::string_view path) override;
    void put(const std::string &path, std::string text);

private:
    std::mutex m_mutex;
    std::map<std::string, std::string, std::less<>> m_files;
};

/** A run that keeps what scripts do; api calls are answered by a function of the test. */
class FakeScope : public SyncScope
{
public:
    struct Line
    {
        LogLevel level;
        ValueObject fields;
        std::string text;
    };
    using Answer = std::function<Task<Result<ScriptResult>>(ApiRequest)>;

    [[nodiscard]] RunId runId() const override { return RunId{42}; }
    [[nodiscard]] std::stop_token stopToken() const override { return stop.get_token(); }
    [[nodiscard]] Value modelInfo(std::string_view model) const override
    {
        return modelInfos.at(model);
    }
    [[nodiscard]] bool hasModel(std::string_view model) const override
    {
        return modelInfos.contains(model);
    }
    [[nodiscard]] bool hasAction(std::string_view fullName) const override
    {
        return actions.contains(fullName);
    }
    void log(LogLevel level, ValueObject fields, std::string text) override
    {
        lines.push_back({level, std::move(fields), std::move(text)});
    }
    [[nodiscard]] std::optional<std::string> config(std::string_view name) const override
    {
        if (const Value *value = variables.find(name))
            return value->stringOr();
        return std::nullopt;
    }
    Task<Result<ScriptResult>> api(ApiRequest request) override
    {
        requests.push_back(request);
        Result<ScriptResult> answer = co_await onApi(std::move(request));
        co_return answer;
    }
    Task<Result<void>> beginTransaction() override
    {
        transactions += "begin ";
        co_return {};
    }
    Task<Result<void>> endTransaction(bool commit) override
    {
        transactions += commit ? "commit " : "rollback ";
        co_return {};
    }
    Result<void> aboutToWait() override
    {
        if (restartOnWait)
            return Error(errc::restart, "Start again alone.");
        return {};
    }
    Task<Result<void>> save(ScriptRecordPtr record) override
    {
        saved.push_back(std::move(record));
        co_return {};
    }
    Task<Result<void>> deleteRecord(ScriptRecordPtr record) override
    {
        deleted.push_back(std::move(record));
        co_return {};
    }
    Result<void> applyParams(const Value &params, ScriptRecordPtr record) override
    {
        for (const auto &[name, value] : params.asObject())
            SYNCLINE_CHECK(record->set(name, value));
        return {};
    }

    // SyncScope
    [[nodiscard]] const std::vector<ModelInfo> &models() const override { return syncModels; }
    [[nodiscard]] const ValueObject &options() const override { return syncOptions; }
    [[nodiscard]] const ConnectorInfo &connector() const override { return info; }
    [[nodiscard]] std::string connectionName() const override { return "shop"; }
    [[nodiscard]] bool isInitialSync() const override { return initial; }
    [[nodiscard]] std::string mode() const override { return syncMode; }
    [[nodiscard]] std::optional<std::string> since() const override { return sinceTime; }
    [[nodiscard]] Value webhookBody() const override { return webhook; }
    [[nodiscard]] Value resume() const override { return resumeState; }
    Task<Result<void>> insert(std::string document, json::Handle page) override;
    Task<Result<void>> remove(std::string document, std::vector<std::string> remoteIds) override;
    [[nodiscard]] Value cacheGet(std::string_view key) const override { return cache.at(key); }
    void cacheSet(std::string_view key, Value value) override { cache.set(key, std::move(value)); }
    Task<Result<void>> checkpoint(Value state) override;
    void progress(const ValueObject &what) override { progresses.push_back(what); }

    std::stop_source stop;
    ValueObject modelInfos;
    ValueObject actions;
    ValueObject variables;
    std::vector<Line> lines;
    std::vector<ApiRequest> requests;
    Answer onApi;
    std::string transactions;
    bool restartOnWait = false;
    std::vector<ScriptRecordPtr> saved;
    std::vector<ScriptRecordPtr> deleted;

    std::vector<ModelInfo> syncModels;
    ValueObject syncOptions;
    ConnectorInfo info;
    bool initial = true;
    std::string syncMode = "full";
    std::optional<std::string> sinceTime;
    Value webhook;
    Value resumeState;
    ValueObject cache;
    std::vector<Value> checkpoints;
    std::vector<ValueObject> progresses;
    /** document → the documents inserted, by id, newest wins. */
    std::map<std::string, std::map<std::string, Value>> stored;
    std::vector<std::string> removedIds;
    std::size_t pages = 0;
};

} // namespace syncline
