# Results in R: figures keep the digits that were printed.
#
#   Rscript read_results.R FILE.csv EDITION        needs install.packages("jsonlite")
#
# The command writes JSON in which every printed figure is text, so that 82.0 stays 82.0; a number
# is made only where R computes. An error is JSON too: its code is what a script decides by.

library(jsonlite)

run <- function(arguments) {
  failed <- tempfile()
  on.exit(unlink(failed))
  written <- suppressWarnings(system2("ictindex", c(arguments, "--json"), stdout = TRUE, stderr = failed))
  status <- attr(written, "status")
  if (!is.null(status) && status == 2) {
    error <- fromJSON(paste(readLines(failed), collapse = "\n"))$error
    stop(sprintf("%s: %s", error$code, error$message), call. = FALSE)
  }
  fromJSON(paste(written, collapse = "\n"))
}

arguments <- commandArgs(trailingOnly = TRUE)
result <- run(c("compute", shQuote(arguments[1]), "--edition", arguments[2]))
stopifnot(startsWith(result$schema, "ictindex/"))

scores <- result$rows[result$rows$node == "idi" & !is.na(result$rows$score), ]
scores <- scores[order(-as.numeric(scores$score), scores$economy), ]
for (row in seq_len(min(5, nrow(scores)))) {
  cat(scores$economy[row], scores$score[row], "\n")
}
cat(result$kind, "mean", format(mean(as.numeric(scores$score)), digits = 6), "\n")
