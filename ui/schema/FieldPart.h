#pragma once

#include "ui/schema/SchemaProblem.h"

#include <QWidget>

#include <functional>

class QCheckBox;
class QGridLayout;
class QLabel;
class QLineEdit;

namespace syncline::ui {

class SchemaDocument;

/**
 * One group of settings of a field in the form beside the table: shown where the field's type has
 * them. Every change is a step of the document. One class per group; a new setting gets its row in
 * one, a new group its place in FieldForm.
 */
class FieldPart : public QWidget
{
    Q_OBJECT

public:
    FieldPart(SchemaDocument *document, const QString &objectName, const QString &title,
              QWidget *parent);

    /** Shows the field at @p path, or hides itself when that has no such settings. */
    void showField(const FieldPath &path);

Q_SIGNALS:
    /** A file of the project is to be opened. */
    void openRequested(const QString &file);
    /** A field of the object in front is to be shown. */
    void fieldRequested(const syncline::ui::FieldPath &path);

protected:
    [[nodiscard]] virtual bool fits(const FieldDef &field) const = 0;
    virtual void show(const FieldDef &field) = 0;
    /** What the connection defines is shown and cannot be changed. */
    virtual void setLocked(bool isLocked) { Q_UNUSED(isLocked) }
    virtual void setEditable(bool isEditable);

    [[nodiscard]] SchemaDocument *document() const { return m_document; }
    [[nodiscard]] const FieldPath &path() const { return m_path; }
    [[nodiscard]] const FieldDef *field() const;
    [[nodiscard]] bool isOfModel() const { return m_path.size() == 1; }
    [[nodiscard]] bool isShowing() const { return m_isShowing; }
    /** A step on the field. Steps with the same @p typing that follow each other are one. */
    void edit(const QString &what, const std::function<void(FieldDef &)> &how,
              const QString &typing = {});
    /** The same, when other fields or models change with it. */
    void editState(const QString &what, const std::function<void(SchemaState &)> &how,
                   const QString &typing = {});

    // Rows of the form.
    QLabel *addRow(const QString &label, QWidget *control);
    void addWide(QWidget *control);
    QLineEdit *addLine(const QString &label, const QString &name);
    QCheckBox *addCheck(const QString &text, const QString &name);
    /** What is wrong with it, below the rows. */
    QLabel *addProblem();
    void setRowVisible(QWidget *control, bool isVisible);
    static void showText(QLineEdit *edit, const QString &text);
    void showProblem(QLabel *label, SchemaProblem::Part part) const;
    static void showProblemText(QLabel *label, const QString &text);

private:
    SchemaDocument *m_document;
    FieldPath m_path;
    QGridLayout *m_grid;
    bool m_isShowing = false;
};

} // namespace syncline::ui
