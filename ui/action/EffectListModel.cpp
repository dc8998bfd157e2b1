#include "ui/action/EffectListModel.h"

#include "ui/base/Icons.h"
#include "ui/base/Text.h"

#include <QMimeData>

using namespace Qt::StringLiterals;

namespace syncline::ui {

EffectListModel::EffectListModel(EffectPhase phase, QObject *parent)
    : QAbstractListModel(parent),
      m_phase(phase)
{
}

void EffectListModel::setEffects(const std::vector<EffectDef> &effects, const QString &folder,
                                 bool isEditable)
{
    beginResetModel();
    m_effects = effects;
    m_folder = folder;
    m_isEditable = isEditable;
    endResetModel();
}

void EffectListModel::setProblems(std::map<std::string, Problem> problems,
                                  std::set<std::string> missing)
{
    m_problems = std::move(problems);
    m_missing = std::move(missing);
    if (!m_effects.empty())
        Q_EMIT dataChanged(index(0), index(rowCount() - 1));
}

int EffectListModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_effects.size());
}

QString EffectListModel::problemText(const EffectDef &effect) const
{
    if (m_missing.contains(effect.file))
        return tr("This file is not in the project. Open it to write it, or remove it here.");
    const auto found = m_problems.find(effect.file);
    if (effect.file.empty() || found == m_problems.end())
        return {};
    const QString text = displayLine(found->second.message);
    return found->second.line > 0 ? tr("Line %1: %2").arg(found->second.line).arg(text) : text;
}

QVariant EffectListModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const EffectDef &effect = m_effects[static_cast<std::size_t>(index.row())];
    const auto problem = m_problems.find(effect.file);
    switch (role) {
    case Qt::DisplayRole:
        return effectTitle(effect, m_folder);
    case Qt::DecorationRole:
        return themedIcon(effect.builtin.empty() ? u"code"_s : u"action"_s);
    case Qt::ToolTipRole:
        return plainToolTip(problemText(effect).isEmpty() ? effectHelp(effect)
                                                          : problemText(effect));
    case Qt::AccessibleTextRole: {
        QString text = tr("%1. %2, %3")
                           .arg(index.row() + 1)
                           .arg(effectTitle(effect, m_folder), effectHelp(effect));
        if (!problemText(effect).isEmpty())
            text += u", "_s + problemText(effect);
        return text;
    }
    case HelpRole:
        return effectHelp(effect);
    case ProblemRole:
        return problemText(effect);
    case IsErrorRole:
        return m_missing.contains(effect.file) ||
               (problem != m_problems.end() &&
                problem->second.severity == Problem::Severity::Error);
    case FileRole:
        return toQString(effect.file);
    case LineRole:
        return problem == m_problems.end() ? 0 : problem->second.line;
    default:
        return {};
    }
}

Qt::ItemFlags EffectListModel::flags(const QModelIndex &index) const
{
    if (!index.isValid())
        return m_isEditable ? Qt::ItemIsDropEnabled : Qt::NoItemFlags;
    const Qt::ItemFlags all = Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemNeverHasChildren;
    return m_isEditable ? all | Qt::ItemIsDragEnabled : all;
}

QStringList EffectListModel::mimeTypes() const
{
    return {QString::fromLatin1(mimeType)};
}

QMimeData *EffectListModel::mimeData(const QModelIndexList &indexes) const
{
    auto *data = new QMimeData;
    if (!indexes.isEmpty())
        data->setData(QString::fromLatin1(mimeType), QByteArray::number(static_cast<int>(m_phase)) +
                                                         ' ' +
                                                         QByteArray::number(indexes.front().row()));
    return data;
}

std::optional<std::pair<EffectPhase, int>> EffectListModel::dragged(const QMimeData *data)
{
    const QList<QByteArray> words = data->data(QString::fromLatin1(mimeType)).split(' ');
    if (words.size() != 2)
        return std::nullopt;
    return std::pair(static_cast<EffectPhase>(words[0].toInt()), words[1].toInt());
}

} // namespace syncline::ui
