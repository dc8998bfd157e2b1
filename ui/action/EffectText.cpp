#include "ui/action/EffectText.h"

#include "ui/base/Text.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace syncline::ui {

namespace {
QString tr(const char *text)
{
    return QCoreApplication::translate("EffectText", text);
}
} // namespace

QString phaseName(EffectPhase phase)
{
    switch (phase) {
    case EffectPhase::Precondition:
        return u"precondition"_s;
    case EffectPhase::Run:
        return u"run"_s;
    case EffectPhase::Success:
        return u"success"_s;
    case EffectPhase::Failure:
        return u"failure"_s;
    }
    return {};
}

QString phaseTitle(EffectPhase phase)
{
    switch (phase) {
    case EffectPhase::Precondition:
        return tr("Preconditions");
    case EffectPhase::Run:
        return tr("Run effects");
    case EffectPhase::Success:
        return tr("Success effects");
    case EffectPhase::Failure:
        return tr("Failure effects");
    }
    return {};
}

QString phaseHelp(EffectPhase phase)
{
    switch (phase) {
    case EffectPhase::Precondition:
        return tr("Each answers true, or the action does not run.");
    case EffectPhase::Run:
        return tr("What the action does, in this order.");
    case EffectPhase::Success:
        return tr("After everything is stored: mails, logs, calls to others.");
    case EffectPhase::Failure:
        return tr("When a run effect failed and everything was undone.");
    }
    return {};
}

const std::vector<EffectDef> &effectsOf(const ActionDef &action, EffectPhase phase)
{
    switch (phase) {
    case EffectPhase::Precondition:
        return action.preconditions;
    case EffectPhase::Run:
        return action.run.effects;
    case EffectPhase::Success:
        return action.success.effects;
    case EffectPhase::Failure:
        break;
    }
    return action.failure.effects;
}

std::vector<EffectDef> &effectsOf(ActionDef &action, EffectPhase phase)
{
    return const_cast<std::vector<EffectDef> &>(effectsOf(std::as_const(action), phase));
}

const bool *transactionalOf(const ActionDef &action, EffectPhase phase)
{
    switch (phase) {
    case EffectPhase::Precondition:
        return nullptr;
    case EffectPhase::Run:
        return &action.run.transactional;
    case EffectPhase::Success:
        return &action.success.transactional;
    case EffectPhase::Failure:
        break;
    }
    return &action.failure.transactional;
}

bool *transactionalOf(ActionDef &action, EffectPhase phase)
{
    return const_cast<bool *>(transactionalOf(std::as_const(action), phase));
}

QString effectTitle(const EffectDef &effect, const QString &folder)
{
    if (!effect.builtin.empty())
        return displayLine(effect.builtin, 80);
    const QString file = displayLine(effect.file, 200);
    return file.startsWith(folder + u'/') ? file.mid(folder.size() + 1) : u'/' + file;
}

QString effectHelp(const EffectDef &effect)
{
    if (effect.builtin == "applyParams")
        return tr("puts the given values on the record");
    if (effect.builtin == "createRecord")
        return tr("stores the new record");
    if (effect.builtin == "updateRecord")
        return tr("stores what changed on the record");
    if (effect.builtin == "deleteRecord")
        return tr("deletes the record");
    return displayLine(effect.file, 200);
}

std::vector<std::string> builtinsFor(ActionKind kind, EffectPhase phase)
{
    if (phase == EffectPhase::Precondition || kind == ActionKind::Global)
        return {};
    std::vector<std::string> names;
    for (const std::string_view name : builtinEffects) {
        const bool isForNew = name == "createRecord";
        const bool isForOld = name == "updateRecord" || name == "deleteRecord";
        if (kind == ActionKind::Create ? !isForOld : !isForNew)
            names.emplace_back(name);
    }
    return names;
}

QString actionFolderOf(const ActionDef &action)
{
    const QString name = toQString(action.name);
    if (action.model.empty())
        return u"actions/"_s + name;
    return u"models/"_s + toQString(action.model) + u'/' + name;
}

} // namespace syncline::ui
