# Figures of R's package survey, for tests/real/test_real_sampling.py: data as CSV files and figures
# as "name,value" into the folder of the first argument. Nothing of the package is kept.
suppressMessages({library(survey); library(stats)})
arguments <- commandArgs(TRUE)
folder <- arguments[1]
data(api); data(scd)
columns <- c("cds", "stype", "snum", "dnum", "api00", "api99", "enroll", "api.stu", "sch.wide", "pw", "fpc")
save_csv <- function(frame, name) write.csv(frame, file.path(folder, name), row.names = FALSE)
save_csv(apistrat[, columns], "apistrat.csv")
save_csv(apiclus1[, columns], "apiclus1.csv")
save_csv(apiclus2[, c(setdiff(columns, "fpc"), "fpc1", "fpc2")], "apiclus2.csv")
save_csv(scd, "scd.csv")
names <- character(0); figures <- numeric(0)
say <- function(name, ...) {
  values <- as.numeric(c(...))
  names <<- c(names, if (length(values) > 1) paste0(name, ".", seq_along(values)) else name)
  figures <<- c(figures, values)
}
estimate <- function(name, stat, design) say(name, coef(stat), SE(stat), degf(design))
dstrat <- svydesign(id = ~1, strata = ~stype, weights = ~pw, data = apistrat, fpc = ~fpc)
dclus1 <- svydesign(id = ~dnum, weights = ~pw, data = apiclus1, fpc = ~fpc)
dclus2 <- svydesign(id = ~dnum + snum, fpc = ~fpc1 + fpc2, data = apiclus2)
dfirst <- svydesign(id = ~dnum, weights = weights(dclus2), data = apiclus2)
yes <- ~as.numeric(sch.wide == "Yes")
estimate("strata.mean", svymean(~api00, dstrat), dstrat)
estimate("strata.total", svytotal(~enroll, dstrat), dstrat)
estimate("strata.share", svymean(yes, dstrat), dstrat)
say("strata.logit", attr(svyciprop(~I(sch.wide == "Yes"), dstrat), "ci"))
say("strata.beta", attr(svyciprop(~I(sch.wide == "Yes"), dstrat, method = "beta"), "ci"))
estimate("strata.ratio", svyratio(~api.stu, ~enroll, dstrat), dstrat)
say("strata.deff", deff(svymean(~api00, dstrat, deff = TRUE)))
say("strata.deff.replace", deff(svymean(~api00, dstrat, deff = "replace")))
say("strata.total.deff", deff(svytotal(~enroll, dstrat, deff = TRUE)))
say("strata.share.deff", deff(svymean(yes, dstrat, deff = TRUE)))
estimate("clus1.mean", svymean(~api00, dclus1), dclus1)
say("clus1.deff", deff(svymean(~api00, dclus1, deff = TRUE)))
estimate("clus1.total", svytotal(~enroll, dclus1), dclus1)
for (type in c("E", "H", "M")) {
  part <- subset(dclus1, stype == type)
  estimate(paste0("clus1.", type), svymean(~api00, part), part)
  estimate(paste0("clus1.total.", type), svytotal(~enroll, part), part)
}
domains <- svyby(~api00, ~stype, dclus1, svymean, covmat = TRUE)
say("clus1.difference", coef(svycontrast(domains, c(1, -1, 0))), SE(svycontrast(domains, c(1, -1, 0))))
for (mse in c(FALSE, TRUE)) {
  jk <- as.svrepdesign(dclus1, type = "JK1", mse = mse)
  estimate(paste0("jk1.", mse), svymean(~api00, jk), jk)
  jkn <- as.svrepdesign(dstrat, type = "JKn", mse = mse)
  estimate(paste0("jkn.", mse), svymean(~api00, jkn), jkn)
  say(paste0("jkn.ratio.", mse), coef(svyratio(~api.stu, ~enroll, jkn)), SE(svyratio(~api.stu, ~enroll, jkn)))
}
say("jk1.scale", as.svrepdesign(dclus1, type = "JK1")$scale)
estimate("clus2.mean", svymean(~api00, dclus2), dclus2)
estimate("clus2.total", svytotal(~api00, dclus2), dclus2)
estimate("clus2.H", svymean(~api00, subset(dclus2, stype == "H")), subset(dclus2, stype == "H"))
estimate("clus2.first", svymean(~api00, dfirst), dfirst)
types <- data.frame(stype = c("E", "H", "M"), Freq = c(4421, 755, 1018))
post <- postStratify(dclus1, ~stype, types)
estimate("post.total", svytotal(~enroll, post), post)
estimate("post.mean", svymean(~api00, post), post)
estimate("post.E", svymean(~api00, subset(post, stype == "E")), subset(post, stype == "E"))
totals <- c(`(Intercept)` = 6194, stypeH = 755, stypeM = 1018, api99 = 3914069)
greg <- calibrate(dclus1, ~stype + api99, totals)
estimate("greg.total", svytotal(~enroll, greg), greg)
estimate("greg.mean", svymean(~api00, greg), greg)
rake <- calibrate(dclus1, ~stype + api99, totals, calfun = "raking", epsilon = 1e-12)
estimate("rake.total", svytotal(~enroll, rake), rake)
for (p in c(0.25, 0.5, 0.75)) {
  say(paste0("quantile.", p), svyquantile(~api00, dstrat, p)[[1]])
  say(paste0("quantile.E.", p), svyquantile(~api00, subset(dclus1, stype == "E"), p)[[1]])
}
scd$sites <- rep(1:2, 3)
dscd <- svydesign(data = scd, id = ~ambulance, strata = ~ESA, prob = ~1, nest = TRUE)
say("scd.taylor", coef(svyratio(~alive, ~arrests, dscd)), SE(svyratio(~alive, ~arrests, dscd)), degf(dscd))
brr <- as.svrepdesign(dscd, type = "BRR")
say("scd.brr", SE(svyratio(~alive, ~arrests, brr)), degf(brr))
say("scd.fay", SE(svyratio(~alive, ~arrests, as.svrepdesign(dscd, type = "Fay", fay.rho = 0.3))))
# Replicate weights as a file has them: whole numbers, and any method that is named for them.
set.seed(1)
given <- matrix(rpois(nrow(apiclus1) * 8, apiclus1$pw), ncol = 8)
save_csv(cbind(apiclus1[, c("dnum", "api00")], base = round(apiclus1$pw), given), "replicates.csv")
factors <- c(0.5, 0.5, 0.75, 0.75, 0.75, 0.75, 0, 0.9)
for (mse in c(FALSE, TRUE)) for (type in c("JK1", "JKn", "BRR", "Fay", "bootstrap", "successive-difference")) {
  made <- suppressWarnings(svrepdesign(data = apiclus1, weights = round(apiclus1$pw), repweights = given,
    type = type, rho = if (type == "Fay") 0.4, combined.weights = TRUE, mse = mse,
    rscales = if (type == "JKn") factors))
  say(paste0("file.", type, ".", mse), coef(svymean(~api00, made)), SE(svymean(~api00, made)), degf(made))
}
# Strata with a single cluster, in all rules: the first school of type H alone.
lonely <- rbind(apistrat[apistrat$stype != "H", ], apistrat[apistrat$stype == "H", ][1, ])
save_csv(lonely[, columns], "lonely.csv")
for (rule in c("certainty", "adjust", "average")) {
  options(survey.lonely.psu = rule)
  design <- svydesign(id = ~1, strata = ~stype, weights = ~pw, data = lonely)
  estimate(paste0("lonely.total.", rule), svytotal(~enroll, design), design)
  estimate(paste0("lonely.ratio.", rule), svyratio(~api.stu, ~enroll, design), design)
  part <- subset(design, sch.wide == "Yes")
  estimate(paste0("lonely.part.", rule), svytotal(~enroll, part), part)
  part <- subset(design, stype != "H")
  estimate(paste0("lonely.without.", rule), svytotal(~enroll, part), part)
}
options(survey.lonely.psu = "fail")
if (length(arguments) > 1) {
  homes <- read.csv(arguments[2])
  homes$net <- as.numeric(homes$p4_4 == 1)
  homes$tv <- as.numeric(homes$p4_1_2 == 1 | homes$p4_1_4 == 1)
  homes$radio <- as.numeric(homes$p4_1_1 == 1)
  homes$mobile <- as.numeric(homes$p4_1_6 == 1)
  mexico <- svydesign(id = ~upm_dis, strata = ~est_dis, weights = ~fac_viv, data = homes, nest = TRUE)
  all <- ~net + tv + radio + mobile
  means <- svymean(all, mexico, deff = TRUE)
  say("mexico", coef(means), SE(means), deff(means), degf(mexico))
  for (area in c("R", "U")) {
    part <- subset(mexico, dominio == area)
    means <- svymean(all, part, deff = TRUE)
    say(paste0("mexico.", area), coef(means), SE(means), deff(means), degf(part))
  }
  say("mexico.logit", attr(svyciprop(~net, mexico), "ci"))
  totals <- svytotal(~net, mexico)
  say("mexico.total", coef(totals), SE(totals))
  for (state in 1:32) {
    part <- subset(mexico, ent == state)
    means <- svymean(~net, part, deff = TRUE)
    say(paste0("mexico.state.", state), coef(means), SE(means), deff(means), degf(part))
  }
  areas <- svyby(~net, ~dominio, mexico, svymean, covmat = TRUE)
  gap <- svycontrast(areas, c(1, -1))
  say("mexico.gap", coef(gap), SE(gap))
}
write.csv(data.frame(name = names, value = sprintf("%.17g", figures)), file.path(folder, "figures.csv"), row.names = FALSE)
