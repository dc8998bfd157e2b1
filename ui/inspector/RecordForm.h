#pragma once

#include "core/record/RecordTypes.h"
#include "ui/shell/DocumentRef.h"
#include "ui/shell/UiContext.h"

#include <QScrollArea>

#include <memory>
#include <vector>

class QGridLayout;
class QLabel;

namespace syncline::ui {

class FieldEditor;

/** A record as a form: one control per field, by type; what was edited is marked. Knows nothing of
 * saving. */
class RecordForm final : public QScrollArea
{
    Q_OBJECT

public:
    RecordForm(const UiContext &context, QWidget *parent);

    /** A @p row without an id is a new record. */
    void show(const std::shared_ptr<const ModelDef> &model, const RecordRow &row,
              const ValueObject &pending);
    void setEditable(bool isEditable);
    /** Field → new value, of what was edited and is a value. */
    [[nodiscard]] ValueObject pending() const;
    [[nodiscard]] int editedCount() const;
    [[nodiscard]] bool hasProblems() const;
    /** Whether some control's text is no value of its field; what the engine refused does not
     * count. */
    [[nodiscard]] bool hasWrongInput() const;
    /** Messages of the engine, at their fields; those of unknown fields are left. */
    void showProblems(const std::vector<std::pair<std::string, std::string>> &problems);
    void focusField(const QString &field);
    void focusFirst() { focusField({}); }
    [[nodiscard]] FieldEditor *editor(const QString &field) const;

Q_SIGNALS:
    void edited();
    void inspectRequested(const syncline::ui::InspectTarget &target);
    void openRequested(const syncline::ui::DocumentRef &ref, syncline::ui::OpenMode mode);

private:
    struct Line
    {
        FieldEditor *editor;
        QLabel *label;
        QLabel *problem;
    };
    void addField(QGridLayout *grid, const FieldDef &field, const RecordRow &row,
                  const ValueObject &pending);
    void addRelated(QGridLayout *grid, const FieldDef &field, const RecordRow &row);
    void addSystem(QGridLayout *grid, const RecordRow &row);
    void addTranslations(QGridLayout *grid, const std::shared_ptr<const ModelDef> &model,
                         const RecordRow &row);
    void updateLine(const Line &line);

    const UiContext m_context;
    std::vector<Line> m_lines;
    bool m_isEditable = true;
    bool m_isNew =
        false; ///< Neither related records nor system fields; what is required is marked.
};

} // namespace syncline::ui
