#pragma once

#include "ui/action/EffectText.h"

#include <QAbstractListModel>

#include <map>
#include <set>

namespace syncline::ui {

/** The effects of one list, for a view. Changes nothing by itself: what is dragged is told by the
 * view. */
class EffectListModel final : public QAbstractListModel
{
    Q_OBJECT

public:
    enum Role { HelpRole = Qt::UserRole, ProblemRole, IsErrorRole, FileRole, LineRole };
    static constexpr const char *mimeType = "application/x-syncline-effect";

    EffectListModel(EffectPhase phase, QObject *parent);

    void setEffects(const std::vector<EffectDef> &effects, const QString &folder, bool isEditable);
    /** @p problems by file; @p missing: files that are not in the project. */
    void setProblems(std::map<std::string, Problem> problems, std::set<std::string> missing);

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] Qt::ItemFlags flags(const QModelIndex &index) const override;
    [[nodiscard]] Qt::DropActions supportedDropActions() const override { return Qt::MoveAction; }
    [[nodiscard]] QStringList mimeTypes() const override;
    [[nodiscard]] QMimeData *mimeData(const QModelIndexList &indexes) const override;
    /** What @p data says: list and row; nullopt: something else. */
    [[nodiscard]] static std::optional<std::pair<EffectPhase, int>> dragged(const QMimeData *data);

private:
    [[nodiscard]] QString problemText(const EffectDef &effect) const;

    const EffectPhase m_phase;
    std::vector<EffectDef> m_effects;
    QString m_folder;
    std::map<std::string, Problem> m_problems;
    std::set<std::string> m_missing;
    bool m_isEditable = true;
};

} // namespace syncline::ui
