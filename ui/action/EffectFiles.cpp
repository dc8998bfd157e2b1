#include "ui/action/EffectFiles.h"

#include "ui/base/Text.h"

#include <QRegularExpression>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace syncline::ui {

namespace {

constexpr qsizetype maxName = 80;

QString folderFor(const ActionDef &action, EffectPhase phase)
{
    const QString folder = actionFolderOf(action);
    return phase == EffectPhase::Precondition ? folder + u"/preconditions"_s : folder;
}

bool stands(const std::vector<EffectDef> &effects, const std::string &file)
{
    return std::any_of(effects.begin(), effects.end(),
                       [&file](const EffectDef &effect) { return effect.file == file; });
}

} // namespace

Result<QString> effectPath(const ActionDef &action, EffectPhase phase, const QString &typed)
{
    static const QRegularExpression gaps(u"\\s+"_s);
    static const QRegularExpression allowed(u"^[A-Za-z0-9_][A-Za-z0-9_-]*$"_s);
    QString name = typed.trimmed();
    if (name.endsWith(u".lua"_s, Qt::CaseInsensitive))
        name.chop(4);
    name.replace(gaps, u"-"_s);
    if (!allowed.match(name).hasMatch() || name.size() > maxName) {
        return Error(errc::invalidInput,
                     "\"%1\" cannot be the name of a file here. Use letters, digits, - and _, such "
                     "as check-price.lua.",
                     {fromQString(typed)});
    }
    return QString(folderFor(action, phase) + u'/' + name + u".lua"_s);
}

QString suggestedName(const ActionDef &action, EffectPhase phase, const ProjectDef &project)
{
    const QString stem = phase == EffectPhase::Precondition ? u"check"_s : u"effect"_s;
    for (int number = 1;; ++number) {
        const QString name =
            (number == 1 ? stem : stem + u'-' + QString::number(number)) + u".lua"_s;
        if (!project.scripts.contains(fromQString(folderFor(action, phase) + u'/' + name)))
            return name;
    }
}

std::string starterText(const ActionDef &action, EffectPhase phase)
{
    const std::string name = action.fullName();
    const bool hasRecord = !action.model.empty();
    const std::string about = hasRecord && action.kind != ActionKind::Create
                                  ? "{ id = ctx.record.id }"
                                  : "{ run = ctx.run_id }";
    const std::string log = "  ctx.logger.info(" + about + ", \"" + name + "\")\n";
    switch (phase) {
    case EffectPhase::Precondition:
        return "-- A precondition of " + name +
               ": answers true, or the action does not run.\n\n"
               "return function(ctx)\n  return true\nend\n";
    case EffectPhase::Run:
        if (!hasRecord)
            return "-- Runs in " + name +
                   ". What it returns is the action's result.\n\n"
                   "return function(ctx)\n" +
                   log + "  return {}\nend\n";
        return "-- Runs in " + name +
               ". What it sets on ctx.record is stored by the list's next "
               "createRecord or updateRecord.\n\n"
               "return function(ctx)\n" +
               log + "end\n";
    case EffectPhase::Success:
        return "-- Runs after " + name +
               " is safely stored.\n\n"
               "return function(ctx)\n" +
               log + "end\n";
    case EffectPhase::Failure:
        return "-- Runs when " + name +
               " failed and everything was undone.\n\n"
               "return function(ctx)\n  ctx.logger.warn(" +
               about + ", \"" + name + " failed\")\nend\n";
    }
    return {};
}

std::vector<std::string> otherFiles(const ActionDef &action, EffectPhase phase,
                                    const ProjectDef &project)
{
    const std::string own = fromQString(actionFolderOf(action)) + "/";
    std::vector<std::string> first;
    std::vector<std::string> others;
    for (const auto &[file, hash] : project.scripts) {
        const bool canStandHere = (file.starts_with("models/") || file.starts_with("actions/")) &&
                                  file.find("/validations/") == std::string::npos;
        if (!canStandHere || stands(effectsOf(action, phase), file))
            continue;
        (file.starts_with(own) ? first : others).push_back(file);
    }
    first.insert(first.end(), others.begin(), others.end());
    return first;
}

} // namespace syncline::ui
